import { type Authorization, authorizedSeconds } from "../authorization.ts";
import type { Core } from "../core.ts";
import { ServerError } from "../errors.ts";
import type { ResourceEvent } from "../event.ts";
import { eventsQueryAdmits, prepareEventsQuery } from "../events-query/response.ts";
import type { SubscriptionDescription } from "../hooks.ts";
import type { Plan, Refusal } from "../plan.ts";
import { prepAdmits, preparePrep, prepRefusal } from "../prep/response.ts";
import type { BaseResponse, Respond, ResponseFields } from "../sink.ts";
import type { Audience } from "./audience.ts";
import { BodyReader } from "./body-reader.ts";
import { concatenate, none } from "./bytes.ts";
import type { Channel, Follower } from "./channel.ts";
import { countSubscription } from "./count-subscription.ts";
import type { Observer } from "./observer.ts";
import type { Preparation } from "./preparation.ts";
import { Recipient } from "./recipient.ts";
import { type PlacedEvent, requestedStart, type StartingPoint, shownBy, shownStart } from "./starting-point.ts";
import { Subscriber } from "./subscriber.ts";
import { sendRefusal, sendUnavailable } from "./unserved.ts";

/**
 * A subscription on its way: it joined before the representation is read, holds what happens meanwhile, and becomes a
 * subscriber of an audience when everything before is sent (architecture, invariant 1).
 */
export class Opening {
  /** Tells this from a refusal. */
  readonly kind = "opening";
  readonly #channel: Channel;
  readonly #follower: Follower = { follow: (event, ordinal) => this.#follow(event, ordinal) };
  readonly #joinedAt: number;
  readonly #latest: ResourceEvent | undefined;
  readonly #held: PlacedEvent[] = [];
  readonly #onGone: (() => void)[] = [];
  #overflowed = false;
  #ending = false;
  #subscriber: Subscriber | undefined;
  /** What to do with an event once nothing is held any more. */
  #live: ((event: ResourceEvent, ordinal: number) => void) | undefined;
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
    this.#channel.follow(this.#follower);
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
    this.#channel.unfollow(this.#follower);
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
    if (this.#live !== undefined) this.#subscriber?.end("closed");
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
      if (this.#overflowed) throw this.#tooManyHeld();
      await this.#send(duration, prepared, start, reader, respond);
    } catch (error) {
      if (this.#subscriber === undefined) sendUnavailable(error, respond, this.core.onError);
      else this.#subscriber.abort(error);
    } finally {
      reader?.cancel();
      if (this.#live === undefined) this.cancel();
    }
  }

  #follow(event: ResourceEvent, ordinal: number): void {
    if (this.#live !== undefined) {
      this.#live(event, ordinal);
      return;
    }
    if (this.#overflowed) return;
    this.#held.push({ event, ordinal });
    if (this.#held.length <= this.core.limits.heldEvents) return;
    this.#overflowed = true;
    this.#held.length = 0;
    this.#subscriber?.abort(this.#tooManyHeld());
  }

  get #context() {
    return {
      plan: this.plan,
      channel: this.#channel,
      log: this.core.log,
      joinedAt: this.#joinedAt,
      latest: this.#latest,
      held: this.#held,
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
    if (representation === undefined) {
      reader.cancel();
      await this.#sendPast(audience, recipient, start, [before, after]);
    } else {
      await subscriber.sendRepresentation(reader, before, representation);
      await this.#sendPast(audience, recipient, start, [after]);
    }
  }

  /**
   * Sends what was missed and what was held, in one write with what precedes it, or in several where it is much: in such
   * pauses more may be held. From here on, events go out as they come.
   */
  async #sendPast(
    audience: Audience,
    recipient: Recipient,
    start: StartingPoint,
    preceding: readonly Uint8Array[],
  ): Promise<void> {
    const { subscriber } = recipient;
    if (subscriber.ended) return;
    let frames = [...preceding];
    if (recipient.selective) {
      subscriber.writeAnyway(concatenate(preceding));
      frames = [];
    }
    let events: ResourceEvent[] = [];
    let length = 0;
    for (const event of this.#past(start)) {
      const frame = audience.frame(event);
      if (frame !== undefined) {
        frames.push(frame);
        events.push(event);
        length += frame.byteLength;
      }
      const end = audience.endAfter(event, frame);
      if (end === undefined && length < subscriber.pace) continue;
      if (recipient.selective && !(await recipient.permitted())) return subscriber.end("unauthorized");
      this.core.meter.delivered += events.length;
      const written = subscriber.writePaced(concatenate(frames));
      if (end !== undefined) return subscriber.end(end);
      await written;
      if (subscriber.ended) return;
      [frames, events, length] = [[], [], 0];
    }
    if (events.length > 0) recipient.deliver({ bytes: concatenate(frames), events, end: undefined });
    else if (!recipient.selective) subscriber.write(concatenate(frames));
    if (this.#ending) return subscriber.end("closed");
    this.#goLive(audience, recipient, start.skip);
  }

  /** The events that precede those that go out as they come, until nothing is held any more. */
  *#past({ replay, skip }: StartingPoint): Generator<ResourceEvent, void> {
    const replayed = new Set(replay.map(({ id }) => id));
    yield* replay;
    for (let held = this.#held.shift(); held !== undefined; held = this.#held.shift()) {
      if (held.ordinal > skip && !replayed.has(held.event.id)) yield held.event;
    }
  }

  #goLive(audience: Audience, recipient: Recipient, skip: number): void {
    if (recipient.subscriber.ended) return;
    this.#live = (event, ordinal) => this.#catchUp(audience, recipient, skip, event, ordinal);
    this.#joinWhenCaughtUp(audience, recipient, skip);
  }

  /** Events that the representation shows may still wait for their release; those after them go out one by one. */
  #catchUp(audience: Audience, recipient: Recipient, skip: number, event: ResourceEvent, ordinal: number): void {
    if (ordinal > skip) {
      const frame = audience.frame(event);
      const end = audience.endAfter(event, frame);
      if (frame !== undefined || end !== undefined) {
        recipient.deliver({ bytes: frame ?? none, events: frame === undefined ? [] : [event], end });
      }
    }
    this.#joinWhenCaughtUp(audience, recipient, skip);
  }

  #joinWhenCaughtUp(audience: Audience, recipient: Recipient, skip: number): void {
    if (this.#channel.told < skip || recipient.subscriber.ended) return;
    this.#channel.unfollow(this.#follower);
    this.#channel.join(audience, recipient);
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
