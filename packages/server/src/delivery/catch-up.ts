import { parseEventId } from "@resource-events/fields";
import { etagFor, type ResourceEvent } from "../events/event.ts";
import { isPromise } from "../events/log.ts";
import type { HeaderFields } from "../message.ts";
import type { Core } from "../settings/core.ts";
import type { EndReason, Meter } from "../settings/statistics.ts";
import type { Audience } from "./audience.ts";
import { concatenate, none } from "./bytes.ts";
import type { Channel, ChannelListener, OrderedEvent } from "./channel.ts";
import { HeldEvents } from "./held-events.ts";
import type { Judge } from "./judge.ts";
import type { Plan } from "./plan.ts";
import type { StreamWriter } from "./stream-writer.ts";
import type { Subscriber } from "./subscriber.ts";

/*
 * How a subscription gets from its request into its audience without a gap, and without events that its representation
 * shows already, if that can be known (EQ-RP-6; architecture, invariant 1). Three lines of time run at once:
 *
 *   subscription    joins ─ asks the log ─────────── has the representation ── sends it, what it missed, what it held ── live
 *   channel                 e1 recorded    e1 released    e2 recorded    e3 recorded    e2, e3 released    e4 …
 *   representation                          is read: shows e1, perhaps e2
 *
 * Nobody can stop the second line, so nothing may depend on when the third one reads:
 *
 * 1. Join: listen to the channel before anything is read, and hold what it delivers (`onEvent`).
 * 2. Ask the log where the resource stands. A representation that is read afterwards shows that, at least. An append may
 *    be in flight while we ask, so we wait for it before and after: only then do we know its id (`request`).
 * 3. Once the representation is there, move the start forward to the event it shows: by its `Event-ID`, or by an `ETag`
 *    that an event since then has and the state before did not. In doubt an event is sent twice, never not at all (`adjust`).
 * 4. Send what the log has after the start, then what was held, in order; more may be held in the pauses (`run`).
 * 5. In the tick in which nothing is held any more, go live: events go out as the channel delivers them.
 * 6. Join the audience when all events up to the start were delivered; until then, leave those out one by one.
 */

/** Where a stream begins, as its head says. */
export interface StartedAt {
  /** The event after which the stream begins; `Event-ID` of the head (EQ-RP-5, PREP-RS-11). */
  readonly id: string;
  /** Whether it is the client's own id. */
  readonly resumed: boolean;
}

interface StartingPoint extends StartedAt {
  /** Events of the past, to be sent first. */
  readonly replay: readonly ResourceEvent[];
  /** Events of the channel up to this ordinal are not sent: they came before, or the representation shows them. */
  readonly skip: number;
}

/** The stream that a subscription catches up in. */
export interface CatchUpStream {
  readonly audience: Audience;
  readonly writer: StreamWriter;
  /** The first of the subscriber's chain. */
  readonly subscriber: Subscriber;
  /** Says which events it may have; `undefined`: all. */
  readonly judge: Judge | undefined;
  /** The one of them that takes what the authorization permits. */
  readonly permitted: Subscriber;
}

/** The way of one subscription from its request into its audience. */
export class CatchUp implements ChannelListener {
  readonly #joinedAt: number;
  readonly #etagBefore: ResourceEvent["etag"];
  readonly #held: HeldEvents;
  #ending: EndReason | undefined;
  #start: StartingPoint | undefined;
  /** Once live: the stream, and the ordinal up to which events are left out. */
  #stream: CatchUpStream | undefined;
  #skip = 0;

  /** Joins. `onOverflow` is called if more is held than the limits allow: the subscription can't be served then. */
  constructor(
    private readonly plan: Plan,
    private readonly channel: Channel,
    private readonly core: Pick<Core, "log" | "limits" | "deltas">,
    private readonly onOverflow: () => void,
  ) {
    this.#held = new HeldEvents(plan.choices, core.limits, core.deltas);
    this.#joinedAt = channel.recorded;
    this.#etagBefore = channel.latestEtag;
    channel.listen(this);
  }

  /** Whether more events were held than may be: they are gone. */
  get overflowed(): boolean {
    return this.#held.overflowed;
  }

  /** Whether events go out as they come. */
  get live(): boolean {
    return this.#stream !== undefined;
  }

  /** Ends the stream cleanly; at once if it is live, else as soon as it is. */
  end(reason: EndReason = "closed"): void {
    this.#ending ??= reason;
    this.#stream?.writer.end(reason);
  }

  /** What comes after an event that can't be told is not told either: the client would resume after it. */
  onFailure(): void {
    this.#held.close();
    this.end("log");
  }

  /** Leaves the channel. */
  leave(): void {
    this.channel.unlisten(this);
  }

  onEvent(event: ResourceEvent, ordinal: number): void {
    if (this.#stream !== undefined) this.#send(event, ordinal, this.#stream);
    else if (!this.#held.hold(event, ordinal)) this.onOverflow();
  }

  /** Finds the start that the request asks for. To be called before the representation is read. Rejects if the log fails. */
  async request(): Promise<void> {
    const { resource, lastEventId } = this.plan;
    if (lastEventId !== undefined && lastEventId !== "*") {
      const start = await this.#startAfter(lastEventId);
      if (start !== undefined) {
        this.#start = { ...start, resumed: true };
        return;
      }
    }
    await this.#settled();
    const id = await this.core.log.position(resource);
    await this.#settled();
    const newest = this.#recent().find(({ event }) => event.id === id);
    this.#start = { id, resumed: false, replay: [], skip: Math.max(this.#joinedAt, newest?.ordinal ?? 0) };
  }

  /**
   * Moves the start to the event that the representation shows, if the response has one.
   *
   * @param shown - The fields of the representation; `undefined` if none is sent.
   * @param variant - Its media type.
   */
  async adjust(shown: HeaderFields | undefined, variant: string | undefined): Promise<StartedAt> {
    const start = this.#start;
    if (start === undefined) throw new Error("The start was not requested");
    if (shown !== undefined && !start.resumed) this.#start = await this.#shownStart(start, shown, variant);
    // Not the events of the past: whoever waits for the subscription would keep them.
    const { id, resumed } = this.#start ?? start;
    return { id, resumed };
  }

  async #shownStart(start: StartingPoint, fields: HeaderFields, variant: string | undefined): Promise<StartingPoint> {
    const field = fields.get("event-id");
    const eventId = field === null ? undefined : parseEventId(field);
    if (eventId !== undefined) {
      if (eventId === start.id) return start;
      // It is newer than what was found before; or older, if the application reads from a copy and knows it.
      return (await this.#startAfter(eventId)) ?? start;
    }
    const etag = fields.get("etag");
    // If the state before had the same entity tag, this one does not distinguish before from after.
    if (etag === null || etagFor({ etag: this.#etagBefore }, variant) === etag) return start;
    const since = this.#recent().filter(({ ordinal }) => ordinal > start.skip);
    const shown = since.find(({ event }) => etagFor(event, variant) === etag);
    return shown === undefined ? start : { ...start, id: shown.event.id, skip: shown.ordinal };
  }

  /** The start after a given event; `undefined` if the log does not know it for this resource. */
  async #startAfter(id: string): Promise<StartingPoint | undefined> {
    const past = await this.core.log.after(this.plan.resource, id);
    if (past === undefined) return undefined;
    await this.#settled();
    // What is not released yet is in the log, but comes when the channel delivers it (PREP-MS-2).
    const pending = new Set(Array.from(this.channel.pending, ({ event }) => event?.id));
    const newest = this.#recent().find(({ event }) => event.id === id);
    return { id, resumed: false, replay: past.filter((event) => !pending.has(event.id)), skip: newest?.ordinal ?? 0 };
  }

  /** Waits until everything that was recorded by now has its id: the log may answer later. */
  async #settled(): Promise<void> {
    if (this.channel.pending.length > 0) await this.channel.settled();
  }

  /** What was recorded since the subscription joined, delivered or not, in order. */
  #recent(): OrderedEvent[] {
    const { pending } = this.channel;
    if (pending.length === 0) return [...this.#held];
    return [
      ...this.#held,
      ...[...pending].flatMap(({ event, ordinal }) => (event === undefined ? [] : [{ event, ordinal }])),
    ];
  }

  /** Sends what precedes the notifications, then what was missed and what was held; resolves when the stream is live, or over. */
  async run(preceding: readonly Uint8Array[], stream: CatchUpStream, meter: Meter): Promise<void> {
    const { audience, writer, subscriber, judge, permitted } = stream;
    const skip = this.#start?.skip ?? 0;
    this.#held.startAt(this.#start?.replay ?? [], skip);
    // The client may take its time: nothing of what was sent is kept meanwhile.
    this.#start = undefined;
    const direct = permitted === writer;
    let frames = direct ? [...preceding] : [];
    if (!direct) writer.writeAnyway(concatenate(preceding));
    let events: ResourceEvent[] = [];
    let length = 0;
    for (let some = this.#held.take(writer.pace); some.length > 0; some = this.#held.take(writer.pace)) {
      const answers = some.map((event) => judge?.(event) ?? true);
      const judged = answers.some((answer) => isPromise(answer)) ? await Promise.all(answers) : answers;
      if (writer.ended) return;
      let end: EndReason | undefined;
      for (const [index, event] of some.entries()) {
        const frame = judged[index] === true ? audience.frame(event) : undefined;
        if (frame !== undefined) {
          frames.push(frame);
          events.push(event);
          length += frame.byteLength;
        }
        end = judged[index] === false ? "unauthorized" : audience.endAfter(event, frame);
        if (end !== undefined) break;
      }
      if (end === undefined && length < writer.pace) continue;
      meter.delivered += events.length;
      const written = writer.writePaced(concatenate(frames));
      if (end !== undefined) return writer.end(end);
      await written;
      if (writer.ended) return;
      [frames, events, length] = [[], [], 0];
    }
    if (events.length > 0) permitted.deliver({ bytes: concatenate(frames), frames, events, end: undefined });
    else if (direct) writer.write(concatenate(frames));
    if (this.#ending !== undefined) writer.end(this.#ending);
    if (writer.ended) return;
    // In the same tick: nobody would send what were held from now on.
    this.#stream = stream;
    this.#skip = skip;
    this.channel.joinAfter(this.#skip, this, audience, subscriber);
  }

  #send(event: ResourceEvent, ordinal: number, { audience, writer, subscriber }: CatchUpStream): void {
    if (ordinal > this.#skip) {
      const frame = audience.frame(event);
      const end = audience.endAfter(event, frame);
      if (frame !== undefined || end !== undefined) {
        const [events, frames] = frame === undefined ? [[], []] : [[event], [frame]];
        subscriber.deliver({ bytes: frame ?? none, frames, events, end });
      }
    }
    if (!writer.ended) this.channel.joinAfter(this.#skip, this, audience, subscriber);
  }
}
