import { isTerminal, type ResourceEvent } from "../events/event.ts";
import { eventBytes } from "../events/event-size.ts";
import { apartOf } from "../events/key.ts";
import { Queue } from "../events/queue.ts";
import { shownEvent } from "../events/shown-event.ts";
import type { Core } from "../settings/core.ts";
import { AllWithheld, type WithheldEvent } from "./all-withheld.ts";
import { Audience, type AudienceKind, audienceKey, keptByPrivate } from "./audience.ts";
import { Renderings } from "./renderings.ts";
import type { Subscriber } from "./subscriber.ts";
import { Turn } from "./turn.ts";
import type { Wait } from "./withheld.ts";

/** An event of a channel, once the log has stored it. */
export interface OrderedEvent {
  readonly event: ResourceEvent;
  /** Its number in the channel, which says whether it came before a subscription or after. */
  readonly ordinal: number;
}

/** An event that was recorded and not delivered: its cause may not have its response yet (PREP-MS-2). */
export interface PendingEvent extends WithheldEvent {
  /** Its number in the channel. */
  readonly ordinal: number;
  /** `undefined` until the log has stored it, and for good if the log failed. */
  event: ResourceEvent | undefined;
  /** Resolves when `event` is there, or the log has failed; `undefined` if nothing is awaited. */
  stored: Promise<unknown> | undefined;
  /** Whether it may be delivered, as soon as those before it may. */
  released: boolean;
  wait: Wait | undefined;
  bytes: number;
  /** When it was recorded, in milliseconds of `performance.now()`. */
  readonly since: number;
}

/** Gets a channel's events one by one: a subscription that is not live yet, or still has some to leave out. */
export interface ChannelListener {
  onEvent(event: ResourceEvent, ordinal: number): void;
  /** An event can't be told: the stream has to end, so that its client begins anew. */
  onFailure(): void;
}

/** How many bytes a subscriber may get in one turn, at least; more, if more may wait for it. */
const ofTurn = 64 * 1024;

/** The events of one resource that were not delivered yet, and who is to get them. Dropped when there is neither. */
export class Channel {
  /** What was recorded and not delivered yet, oldest first. */
  readonly pending = new Queue<PendingEvent>();
  readonly #listeners = new Set<ChannelListener>();
  readonly #audiences = new Map<string, Audience>();
  readonly #privateAudiences = new Set<Audience>();
  readonly #renderings = new Renderings();
  #ordinal = 0;
  #pendingBytes = 0;
  /** How many of the pending events, from the oldest on, were told to wait no longer, and their bytes. */
  readonly #hurried = { events: 0, bytes: 0 };
  #delivering = false;
  #latest: { readonly etag: ResourceEvent["etag"]; readonly ordinal: number } | undefined;

  readonly #turn: Turn;

  constructor(
    private readonly core: Pick<Core, "url" | "onError" | "keepAlive" | "deltas" | "limits" | "meter" | "hooks">,
    private readonly all = new AllWithheld(core),
    /** Called after events were delivered that nobody has released just now. */
    onDelivered: () => void = () => {},
  ) {
    this.#turn = new Turn(Math.max(ofTurn, core.limits.waitingBytes / 4), () => {
      this.#deliverReleased();
      onDelivered();
    });
  }

  /** The ordinal of the newest event that was recorded. */
  get recorded(): number {
    return this.#ordinal;
  }

  /** The entity tag that the newest event had that was stored, as far as this channel knows. */
  get latestEtag(): ResourceEvent["etag"] {
    return this.#latest?.etag;
  }

  get idle(): boolean {
    if (this.pending.length > 0 || this.#listeners.size > 0 || this.#privateAudiences.size > 0) return false;
    return this.#audiences.size === 0;
  }

  /** Takes the next number in the order of the events. */
  reserve(): PendingEvent {
    this.#ordinal += 1;
    const pending: PendingEvent = {
      ordinal: this.#ordinal,
      event: undefined,
      stored: undefined,
      released: false,
      wait: undefined,
      bytes: 0,
      hurried: false,
      since: performance.now(),
    };
    this.pending.push(pending);
    return pending;
  }

  /** The log has given the event its id. A log that answers later may do so in another order. */
  store(pending: PendingEvent, event: ResourceEvent): void {
    pending.event = event;
    pending.bytes = eventBytes(event);
    this.#pendingBytes += pending.bytes;
    if (this.#isHurried(pending)) this.#hurried.bytes += pending.bytes;
    if (pending.ordinal > (this.#latest?.ordinal ?? 0)) this.#latest = { etag: event.etag, ordinal: pending.ordinal };
    this.#hurry();
    this.all.add(pending);
  }

  /** The event waits for the response to its cause. */
  withhold(pending: PendingEvent, wait: Wait): void {
    pending.wait = wait;
    if (pending.hurried || this.#isHurried(pending)) wait.cutShort();
  }

  #isHurried({ ordinal }: PendingEvent): boolean {
    return ordinal < (this.pending.first?.ordinal ?? 0) + this.#hurried.events;
  }

  /** If too much waits, whether for a response or behind what does, the oldest have waited long enough. */
  #hurry(): void {
    const { withheldEvents, withheldBytes } = this.core.limits;
    for (;;) {
      const [events, bytes] = [this.pending.length - this.#hurried.events, this.#pendingBytes - this.#hurried.bytes];
      // The newest has not had a chance yet.
      if (events <= 1 || (events <= withheldEvents && bytes <= withheldBytes)) return;
      const oldest = this.pending.at(this.#hurried.events) as PendingEvent;
      this.#hurried.events += 1;
      this.#hurried.bytes += oldest.bytes;
      oldest.wait?.cutShort();
    }
  }

  /** The event may be delivered, as soon as those before it may. */
  release(pending: PendingEvent): void {
    pending.released = true;
    pending.wait = undefined;
    this.#deliverReleased();
  }

  /** Resolves when everything that was recorded by now has its id, or the log has failed. */
  async settled(): Promise<void> {
    await Promise.all(Array.from(this.pending, ({ stored }) => stored));
  }

  /**
   * Delivers every event that may be, in their order: one that may not yet holds back those after it. What is too much for this
   * turn waits for the next one.
   */
  #deliverReleased(): void {
    // Delivering one may release the next: that waits until everybody has this one.
    if (this.#delivering) return;
    this.#delivering = true;
    while (this.pending.first?.released === true && !this.#turn.isFull) {
      const delivered = this.pending.shift() as PendingEvent;
      const { event, ordinal, since, bytes } = delivered;
      // Whoever may still release it must not keep it: from now on, only the log does.
      delivered.event = undefined;
      this.#pendingBytes -= bytes;
      this.all.remove(delivered);
      if (this.#hurried.events > 0) {
        this.#hurried.events -= 1;
        this.#hurried.bytes = this.#hurried.events === 0 ? 0 : this.#hurried.bytes - bytes;
      }
      if (event === undefined) continue;
      const audiences = [...this.#audiences.values(), ...this.#privateAudiences].filter(({ size }) => size > 0);
      let most = 0;
      for (const audience of audiences) most = Math.max(most, audience.deliver(event, ordinal, this.#ordinal));
      this.#turn.count(most);
      if (audiences.length > 0) this.#count(event, since);
      for (const listener of [...this.#listeners]) listener.onEvent(event, ordinal);
      if (isTerminal(event)) this.dropEmptyAudiences();
    }
    this.#delivering = false;
  }

  /** Ends all streams: there was an event that can't be told. */
  fail(): void {
    for (const audience of [...this.#audiences.values(), ...this.#privateAudiences]) audience.flush("log");
    for (const listener of [...this.#listeners]) listener.onFailure();
  }

  #count(event: ResourceEvent, since: number): void {
    const lag = (performance.now() - since) / 1000;
    this.core.meter.countDelivery(lag);
    this.core.hooks.onDelivered?.({ event: shownEvent(event), ...apartOf(event.resource), lag });
  }

  listen(listener: ChannelListener): void {
    this.#listeners.add(listener);
  }

  unlisten(listener: ChannelListener): void {
    this.#listeners.delete(listener);
  }

  /** The audience of this kind, shared, unless its boundary must be nobody else's (architecture, invariant 6). */
  audience(kind: AudienceKind, shared: boolean): Audience {
    if (!shared) return new Audience(kind, this.core, this.#renderings, keptByPrivate);
    const key = audienceKey(kind);
    const present = this.#audiences.get(key);
    if (present !== undefined && !present.spent) return present;
    // Remaining members get the next event, then their streams end.
    if (present !== undefined && present.size > 0) this.#privateAudiences.add(present);
    const fresh = new Audience(kind, this.core, this.#renderings);
    this.#audiences.set(key, fresh);
    return fresh;
  }

  /** From now on the subscriber gets events as a member of the audience; the next event is the first. */
  join(audience: Audience, subscriber: Subscriber): void {
    // It may have been replaced since its boundary was sent to the subscriber.
    if (this.#audiences.get(audience.key) !== audience) this.#privateAudiences.add(audience);
    audience.add(subscriber);
  }

  /** Lets a subscriber join in place of its listener, as soon as all events up to the ordinal `after` were delivered. */
  joinAfter(after: number, listener: ChannelListener, audience: Audience, subscriber: Subscriber): void {
    if ((this.pending.first?.ordinal ?? this.#ordinal + 1) <= after) return;
    this.#listeners.delete(listener);
    this.join(audience, subscriber);
  }

  /** Forgets audiences that nobody needs. */
  dropEmptyAudiences(): void {
    for (const [key, audience] of this.#audiences) if (audience.unneeded) this.#audiences.delete(key);
    for (const audience of this.#privateAudiences) if (audience.size === 0) this.#privateAudiences.delete(audience);
  }
}
