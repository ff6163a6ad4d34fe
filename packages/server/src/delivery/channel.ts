import { isTerminal, type ResourceEvent } from "../events/event.ts";
import type { Core } from "../settings/core.ts";
import { Audience, type AudienceKind, audienceKey, keptByPrivate } from "./audience.ts";
import type { Recipient } from "./recipient.ts";
import { Renderings } from "./renderings.ts";

/** An event whose cause may not have been answered yet (PREP-MS-2). */
export interface PendingEvent {
  /** Counts the events of a channel; tells what came before a subscription and what after. */
  readonly ordinal: number;
  /** `undefined` until the log has stored it, and for ever where the log failed. */
  event: ResourceEvent | undefined;
  /** Resolves when `event` is there, or the log has failed; `undefined` where neither is waited for. */
  stored: Promise<unknown> | undefined;
  /** Whether it may be told, as soon as those before it may. */
  released: boolean;
  /** When it was recorded, in milliseconds of `performance.now()`. */
  readonly since: number;
}

/** Whoever is told one by one: subscriptions that are being opened, or still have something to leave out. */
export interface Follower {
  follow(event: ResourceEvent, ordinal: number): void;
}

/** What is going on about one resource: events not told yet, and who is to be told. Dropped when there is neither. */
export class Channel {
  readonly #pending: PendingEvent[] = [];
  readonly #followers = new Set<Follower>();
  readonly #audiences = new Map<string, Audience>();
  readonly #privateAudiences = new Set<Audience>();
  readonly #renderings = new Renderings();
  #ordinal = 0;
  #telling = false;
  #latest: { readonly event: ResourceEvent; readonly ordinal: number } | undefined;

  constructor(private readonly core: Pick<Core, "url" | "onError" | "keepAlive" | "meter" | "hooks">) {}

  /** The ordinal of the newest event that was recorded. */
  get recorded(): number {
    return this.#ordinal;
  }

  /** The ordinal of the newest event that was told. */
  get told(): number {
    return (this.#pending[0]?.ordinal ?? this.#ordinal + 1) - 1;
  }

  /** The newest event that was stored, as far as this channel knows. */
  get latest(): ResourceEvent | undefined {
    return this.#latest?.event;
  }

  /** What was recorded and not told yet, oldest first. */
  get pending(): readonly PendingEvent[] {
    return this.#pending;
  }

  get idle(): boolean {
    if (this.#pending.length > 0 || this.#followers.size > 0 || this.#privateAudiences.size > 0) return false;
    return this.#audiences.size === 0;
  }

  /** Takes the next place in the order of the events. */
  reserve(): PendingEvent {
    this.#ordinal += 1;
    const pending: PendingEvent = {
      ordinal: this.#ordinal,
      event: undefined,
      stored: undefined,
      released: false,
      since: performance.now(),
    };
    this.#pending.push(pending);
    return pending;
  }

  /** The log has given the event its id; one that was recorded later may have got its own before. */
  store(pending: PendingEvent, event: ResourceEvent): void {
    pending.event = event;
    if (pending.ordinal > (this.#latest?.ordinal ?? 0)) this.#latest = { event, ordinal: pending.ordinal };
  }

  /** Resolves when everything that was recorded by now has its id, or the log has failed to give it one. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending.flatMap(({ stored }) => stored ?? []));
  }

  /** Tells every event that may be told, in their order: one that may not yet holds back those after it. */
  tell(): void {
    // Telling one may release the next: that waits until everybody was told this one.
    if (this.#telling) return;
    this.#telling = true;
    while (this.#pending[0]?.released === true) {
      const { event, ordinal, since } = this.#pending.shift() as PendingEvent;
      if (event === undefined) continue;
      const audiences = [...this.#audiences.values(), ...this.#privateAudiences].filter(({ size }) => size > 0);
      for (const audience of audiences) audience.deliver(event);
      if (audiences.length > 0) this.#count(event, since);
      for (const follower of [...this.#followers]) follower.follow(event, ordinal);
      if (isTerminal(event)) this.dropEmptyAudiences();
    }
    this.#telling = false;
  }

  #count(event: ResourceEvent, since: number): void {
    const lag = (performance.now() - since) / 1000;
    this.core.meter.told(lag);
    this.core.hooks.onDelivered({ event, lag });
  }

  follow(follower: Follower): void {
    this.#followers.add(follower);
  }

  unfollow(follower: Follower): void {
    this.#followers.delete(follower);
  }

  /** The audience of this kind, shared, unless its boundary must be nobody else's (architecture, invariant 6). */
  audience(kind: AudienceKind, shared: boolean): Audience {
    if (!shared) return new Audience(kind, this.core, this.#renderings, keptByPrivate);
    const key = audienceKey(kind);
    const present = this.#audiences.get(key);
    if (present !== undefined && !present.spent) return present;
    // Whoever is still in it is told the next event, and then ended.
    if (present !== undefined && present.size > 0) this.#privateAudiences.add(present);
    const fresh = new Audience(kind, this.core, this.#renderings);
    this.#audiences.set(key, fresh);
    return fresh;
  }

  /** From now on the recipient is told as a member of the audience; the next event is the first. */
  join(audience: Audience, recipient: Recipient): void {
    // It may have been dropped for being empty, and even replaced, since the recipient was told its boundary.
    if (this.#audiences.get(audienceKey(audience.kind)) !== audience) this.#privateAudiences.add(audience);
    audience.add(recipient);
  }

  /** Forgets audiences without members. */
  dropEmptyAudiences(): void {
    for (const [key, audience] of this.#audiences) if (audience.size === 0) this.#audiences.delete(key);
    for (const audience of this.#privateAudiences) if (audience.size === 0) this.#privateAudiences.delete(audience);
  }
}
