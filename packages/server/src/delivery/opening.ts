import { type Authorization, authorizedSeconds } from "../admission/authorization.ts";
import { ServerError } from "../errors.ts";
import type { ResourceEvent } from "../events/event.ts";
import { eventsQueryAdmits, prepareEventsQuery } from "../protocols/events-query/response.ts";
import { prepAdmits, preparePrep, prepRefusal } from "../protocols/prep/response.ts";
import { sendRefusal, sendUnavailable } from "../protocols/unserved.ts";
import type { Core } from "../settings/core.ts";
import type { SubscriptionDescription } from "../settings/hooks.ts";
import type { Audience } from "./audience.ts";
import { BodyReader } from "./body-reader.ts";
import { CatchUp } from "./catch-up.ts";
import type { Channel } from "./channel.ts";
import { countSubscription } from "./count-subscription.ts";
import { HeldEvents } from "./held-events.ts";
import type { Observer } from "./observer.ts";
import type { Plan, Refusal } from "./plan.ts";
import type { Preparation } from "./preparation.ts";
import { Recipient } from "./recipient.ts";
import type { BaseResponse, Respond, ResponseFields } from "./sink.ts";
import { requestedStart, type StartingPoint, shownBy, shownStart } from "./starting-point.ts";
import { Subscriber } from "./subscriber.ts";

/**
 * A subscription on its way: it joined before the representation is read, holds what happens meanwhile, and becomes a
 * subscriber of an audience when everything before is sent (architecture, invariant 1).
 */
export class Opening {
  /** Tells this from a refusal. */
  readonly kind = "opening";
  readonly #channel: Channel;
  readonly #joinedAt: number;
  readonly #latest: ResourceEvent | undefined;
  readonly #held: HeldEvents;
  readonly #onGone: (() => void)[] = [];
  #ending = false;
  #subscriber: Subscriber | undefined;
  #start: StartingPoint | undefined;

  private constructor(
    /** What is being answered. */
    readonly plan: Plan,
    private readonly observer: Observer,
    private readonly core: Core,
    private readonly authorization: Authorization | undefined,
  ) {
    this.#channel = observer.channel(plan.resource);
    this.#joinedAt = this.#channel.recorded;
    this.#latest = this.#channel.latest;
    this.#held = new HeldEvents(core.limits.heldEvents, () => this.#subscriber?.abort(this.#tooManyHeld()));
    this.#channel.follow(this.#held);
  }

  /**
   * Joins; read the representation only afterwards. Rejects with {@link ServerError} `log` where the log failed.
   *
   * @internal
   */
  static async join(plan: Plan, observer: Observer, core: Core, authorization?: Authorization): Promise<Opening> {
    const opening = new Opening(plan, observer, core, authorization);
    try {
      opening.#start = await requestedStart(opening.#context);
      return opening;
    } catch (cause) {
      opening.cancel();
      throw new ServerError("log", `The log did not tell where ${plan.resource} stands`, { cause });
    }
  }

  /** Whether notifications may follow a base response of this status (PREP-NO-2, EQ-RP-2). */
  admits(status: number): boolean {
    return this.plan.protocol === "prep" ? prepAdmits(status) : eventsQueryAdmits(this.plan, status);
  }

  /** What the ordinary response gets beside its own fields, where its status does not admit notifications (PREP-NO-3). */
  get refusalFields(): ResponseFields {
    return this.plan.protocol === "prep" ? prepRefusal(412) : [];
  }

  /** Leaves, where the subscription comes to nothing. */
  cancel(): void {
    this.#channel.unfollow(this.#held);
    this.observer.tidy(this.plan.resource);
    if (this.#subscriber === undefined) this.#leave();
  }

  /** Calls the listener when nothing is left of the subscription: its response is closed, or it came to nothing. */
  onGone(listener: () => void): void {
    this.#onGone.push(listener);
  }

  /** Ends the subscription cleanly since the server is closed; one that is not live yet, as soon as it is. */
  end(): void {
    this.#ending = true;
    if (this.#held.areLive) this.#subscriber?.end("closed");
  }

  /** Breaks the response off, if it has begun, whether it was ended or not. */
  breakOff(reason: unknown): void {
    this.#subscriber?.breakOff(reason);
  }

  /**
   * Answers with the representation and the notifications. Resolves when the representation is sent and the
   * subscription live, or over; never rejects: what fails is reported, and seen by the subscriber as a cut-off.
   */
  async begin(base: BaseResponse, respond: Respond): Promise<void> {
    let reader: BodyReader | undefined;
    try {
      reader = new BodyReader(base.body);
      const start = await shownStart(this.#requested(), shownBy(base, this.#sendsState), this.#context);
      const duration = promisedDuration(this.plan, this.#authorizedSeconds);
      const prepared = await this.#prepare(duration, base, reader, start);
      this.#start = undefined;
      if (prepared.kind === "refusal") return sendRefusal(prepared, base, respond);
      if (this.#held.overflowed) throw this.#tooManyHeld();
      await this.#send(duration, prepared, start, reader, respond);
    } catch (error) {
      if (this.#subscriber === undefined) sendUnavailable(error, respond, this.core.onError);
      else this.#subscriber.abort(error);
    } finally {
      reader?.cancel();
      if (!this.#held.areLive) this.cancel();
    }
  }

  get #context() {
    return {
      plan: this.plan,
      channel: this.#channel,
      log: this.core.log,
      joinedAt: this.#joinedAt,
      latest: this.#latest,
      held: this.#held.events,
    };
  }

  /** Whether a representation goes out, if the client's last event is not resumed from (PREP-RS-7). */
  get #sendsState(): boolean {
    return this.plan.state || (this.plan.protocol === "prep" && this.plan.lastEventId !== "*");
  }

  #requested(): StartingPoint {
    if (this.#start === undefined) throw new Error("This subscription was not joined, or has begun");
    return this.#start;
  }

  #leave(): void {
    for (const listener of this.#onGone.splice(0)) listener();
  }

  #prepare(
    duration: number,
    base: BaseResponse,
    reader: BodyReader,
    start: StartingPoint,
  ): Promise<Preparation | Refusal> | Preparation {
    const audienceOf = this.#channel.audience.bind(this.#channel);
    return this.plan.protocol === "prep"
      ? preparePrep({ ...this.plan, duration }, base, start, audienceOf)
      : prepareEventsQuery({ ...this.plan, duration }, base, reader, start, audienceOf);
  }

  get #authorizedSeconds(): number {
    return authorizedSeconds(this.authorization ?? true);
  }

  async #send(
    duration: number,
    prepared: Preparation,
    start: StartingPoint,
    reader: BodyReader,
    respond: Respond,
  ): Promise<void> {
    const { audience, representation, before, after } = prepared;
    const sink = respond(prepared.status, prepared.fields);
    const subscriber = new Subscriber(sink, prepared.close, this.core);
    this.#subscriber = subscriber;
    const recipient = new Recipient(subscriber, this.core, {
      authorization: this.authorization,
      afterGap: this.plan.latest && audience.kind.form.latest ? audience.frameAfterGap.bind(audience) : undefined,
    });
    subscriber.onEnd(() => {
      reader.cancel();
      audience.remove(recipient);
      this.cancel();
    });
    subscriber.onGone(() => this.#leave());
    countSubscription(subscriber, describe({ ...this.plan, duration }, audience, start.resumed), this.core);
    const authorized = this.#authorizedSeconds;
    if (authorized < this.plan.duration) subscriber.endAfter(authorized, "unauthorized");
    else subscriber.endAfter(this.plan.duration);
    const catchUp = new CatchUp({
      channel: this.#channel,
      held: this.#held,
      audience,
      recipient,
      start,
      isEnding: () => this.#ending,
      core: this.core,
    });
    if (representation === undefined) {
      reader.cancel();
      await catchUp.run([before, after]);
    } else {
      await subscriber.sendRepresentation(reader, before, representation);
      await catchUp.run([after]);
    }
  }

  #tooManyHeld(): ServerError {
    const most = this.core.limits.heldEvents;
    return new ServerError(
      "held-events",
      `More than ${most} events happened on ${this.plan.resource} while it was read`,
    );
  }
}

/** What the head says of how long the stream lasts: never longer than the authorization is valid (EQ-EV-5). */
function promisedDuration({ protocol, duration }: Plan, authorized: number): number {
  if (authorized >= duration) return duration;
  // `expires` is an integer (PREP-EV-4), and `duration` has three decimals at most; 0 would say something else.
  return protocol === "prep"
    ? Math.max(1, Math.floor(authorized))
    : Math.max(0.001, Math.floor(authorized * 1000) / 1000);
}

function describe(
  { resource, protocol, duration }: Plan,
  { kind }: Audience,
  resumed: boolean,
): SubscriptionDescription {
  const { encapsulation, form } = kind;
  return { resource, protocol, encapsulation, form: form.mediaType, resumed, duration };
}
