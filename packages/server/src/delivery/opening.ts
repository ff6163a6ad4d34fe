import { ServerError } from "../errors.ts";
import type { ResourceEvent } from "../event.ts";
import { eventsQueryAdmits, prepareEventsQuery } from "../events-query/response.ts";
import type { Plan, Refusal } from "../plan.ts";
import { prepAdmits, preparePrep, prepRefusal } from "../prep/response.ts";
import type { Settings } from "../settings.ts";
import type { BaseResponse, Respond, ResponseFields } from "../sink.ts";
import type { Audience } from "./audience.ts";
import { BodyReader } from "./body-reader.ts";
import { concatenate } from "./bytes.ts";
import type { Channel, Follower } from "./channel.ts";
import type { Observer } from "./observer.ts";
import type { Preparation } from "./preparation.ts";
import { type PlacedEvent, requestedStart, type StartingPoint, shownBy, shownStart } from "./starting-point.ts";
import { Subscriber } from "./subscriber.ts";
import { sendRefusal, sendUnavailable } from "./unserved.ts";

/**
 * A subscription on its way: it joined before the representation is read, holds what happens meanwhile, and becomes a
 * subscriber of an audience when everything before is sent (architecture, invariant 1).
 */
export class Opening {
  readonly #channel: Channel;
  readonly #follower: Follower = { follow: (event, ordinal) => this.#follow(event, ordinal) };
  readonly #joinedAt: number;
  readonly #latest: ResourceEvent | undefined;
  readonly #held: PlacedEvent[] = [];
  readonly #leave: (() => void)[] = [];
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
    private readonly settings: Settings,
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
  static async join(plan: Plan, observer: Observer, settings: Settings): Promise<Opening> {
    const opening = new Opening(plan, observer, settings);
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
    for (const listener of this.#leave.splice(0)) listener();
  }

  /** Calls the listener when the subscription is over, whichever way. */
  onEnd(listener: () => void): void {
    this.#leave.push(listener);
  }

  /** Ends the subscription cleanly, whatever its state: one that is not live yet, as soon as it is. */
  end(): void {
    this.#ending = true;
    if (this.#live !== undefined) this.#subscriber?.end();
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
      const prepared = await this.#prepare(base, reader, start);
      this.#start = undefined;
      if (prepared.kind === "refusal") return sendRefusal(prepared, base, respond);
      if (this.#overflowed) throw this.#tooManyHeld();
      await this.#send(prepared, start, reader, respond);
    } catch (error) {
      if (this.#subscriber === undefined) sendUnavailable(error, respond, this.settings.onError);
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
    if (this.#held.length <= this.settings.limits.heldEvents) return;
    this.#overflowed = true;
    this.#held.length = 0;
    this.#subscriber?.abort(this.#tooManyHeld());
  }

  get #context() {
    return {
      plan: this.plan,
      channel: this.#channel,
      log: this.settings.log,
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
    if (this.#start === undefined) throw new ServerError("closed", "This subscription was not joined");
    return this.#start;
  }

  #prepare(base: BaseResponse, reader: BodyReader, start: StartingPoint): Promise<Preparation | Refusal> | Preparation {
    const audienceOf = this.#channel.audience.bind(this.#channel);
    return this.plan.protocol === "prep"
      ? preparePrep(this.plan, base, start, audienceOf)
      : prepareEventsQuery(this.plan, base, reader, start, audienceOf);
  }

  async #send(prepared: Preparation, start: StartingPoint, reader: BodyReader, respond: Respond): Promise<void> {
    const { audience, representation, before, after } = prepared;
    const sink = respond(prepared.status, prepared.fields);
    const subscriber = new Subscriber(sink, prepared.close, this.settings);
    this.#subscriber = subscriber;
    subscriber.onEnd(() => {
      reader.cancel();
      audience.remove(subscriber);
      this.cancel();
    });
    subscriber.endAfter(this.plan.duration);
    if (representation === undefined) {
      reader.cancel();
      await this.#sendPast(audience, start, [before, after]);
    } else {
      await subscriber.sendRepresentation(reader, before, representation);
      await this.#sendPast(audience, start, [after]);
    }
  }

  /**
   * Sends what was missed and what was held, in one write with what precedes it, or in several where it is much: in such
   * pauses more may be held. From here on, events go out as they come.
   */
  async #sendPast(audience: Audience, start: StartingPoint, preceding: readonly Uint8Array[]): Promise<void> {
    const subscriber = this.#subscriber;
    if (subscriber === undefined || subscriber.ended) return;
    let frames = [...preceding];
    let length = 0;
    for (const event of this.#past(start)) {
      const frame = audience.frame(event);
      if (frame !== undefined) frames.push(frame);
      length += frame?.byteLength ?? 0;
      const last = audience.endsWith(event, frame);
      if (!last && length < subscriber.pace) continue;
      const written = subscriber.writePaced(concatenate(frames));
      if (last) return subscriber.end();
      await written;
      if (subscriber.ended) return;
      frames = [];
      length = 0;
    }
    const rest = concatenate(frames);
    if (rest.byteLength > 0) subscriber.write(rest);
    if (this.#ending) return subscriber.end();
    this.#goLive(audience, subscriber, start.skip);
  }

  /** The events that precede those that go out as they come, until nothing is held any more. */
  *#past({ replay, skip }: StartingPoint): Generator<ResourceEvent, void> {
    const replayed = new Set(replay.map(({ id }) => id));
    yield* replay;
    for (let held = this.#held.shift(); held !== undefined; held = this.#held.shift()) {
      if (held.ordinal > skip && !replayed.has(held.event.id)) yield held.event;
    }
  }

  #goLive(audience: Audience, subscriber: Subscriber, skip: number): void {
    if (subscriber.ended) return;
    this.#live = (event, ordinal) => this.#catchUp(audience, subscriber, skip, event, ordinal);
    this.#joinWhenCaughtUp(audience, subscriber, skip);
  }

  /** Events that the representation shows may still wait for their release; those after them go out one by one. */
  #catchUp(audience: Audience, subscriber: Subscriber, skip: number, event: ResourceEvent, ordinal: number): void {
    if (ordinal > skip) {
      const frame = audience.frame(event);
      if (frame !== undefined) subscriber.write(frame);
      if (audience.endsWith(event, frame)) subscriber.end();
    }
    this.#joinWhenCaughtUp(audience, subscriber, skip);
  }

  #joinWhenCaughtUp(audience: Audience, subscriber: Subscriber, skip: number): void {
    if (this.#channel.told < skip || subscriber.ended) return;
    this.#channel.unfollow(this.#follower);
    this.#channel.join(audience, subscriber);
  }

  #tooManyHeld(): ServerError {
    const most = this.settings.limits.heldEvents;
    return new ServerError(
      "held-events",
      `More than ${most} events happened on ${this.plan.resource} while it was read`,
    );
  }
}
