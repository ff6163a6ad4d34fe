import type { ResourceEvent } from "../events/event.ts";
import { eventBytes } from "../events/event-size.ts";
import { Queue } from "../events/queue.ts";
import type { Deltas } from "../settings/deltas.ts";
import type { SubscriptionLimits } from "../settings/options.ts";
import type { OrderedEvent } from "./channel.ts";
import { type Choice, includesDelta } from "./choice.ts";

/** The most events that are taken together. */
const together = 32;

/** How many times longer an event may become when it is rendered: in JSON, as many as a control character does. */
const mostExpanded = 6;

/** Limits on what is held. */
type HeldLimits = Pick<Required<SubscriptionLimits>, "heldEvents" | "heldBytes">;

/** What a subscription has to send before events go out as they come: events of the past, and then those that it holds meanwhile. */
export class HeldEvents implements Iterable<OrderedEvent> {
  readonly #held = new Queue<OrderedEvent>();
  #bytes = 0;
  #closed = false;
  #overflowed = false;
  #past = new Queue<ResourceEvent>();
  #pastIds: ReadonlySet<string> = new Set();
  #skip = 0;

  constructor(
    private readonly choices: readonly Choice[],
    private readonly limits: HeldLimits,
    private readonly deltas: Deltas,
  ) {}

  /** Whether more were held than may be: all are gone. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** Holds an event. Returns whether there was room; if not, all that is held is dropped, and nothing more is taken. */
  hold(event: ResourceEvent, ordinal: number): boolean {
    if (this.#closed) return true;
    const held = this.#withoutUnwantedDelta(event);
    this.#held.push({ event: held, ordinal });
    this.#bytes += eventBytes(held);
    if (this.#held.length <= this.limits.heldEvents && this.#bytes <= this.limits.heldBytes) return true;
    this.#overflowed = true;
    this.close();
    while (this.#held.shift() !== undefined);
    return false;
  }

  /** Holds nothing more; what is held stays. */
  close(): void {
    this.#closed = true;
  }

  /** Says what to send: these events of the past, and what is held, but nothing up to the ordinal `skip`. */
  startAt(past: readonly ResourceEvent[], skip: number): void {
    for (const event of past) this.#past.push(event);
    this.#pastIds = new Set(past.map(({ id }) => id));
    this.#skip = skip;
  }

  /**
   * Takes out the next events, oldest first: at least one, and more if they are about `bytes`, however they are rendered. None:
   * nothing is held any more.
   */
  take(bytes: number): ResourceEvent[] {
    const taken: ResourceEvent[] = [];
    for (let length = 0; taken.length < together && length * mostExpanded < bytes; ) {
      const event = this.#takeOne();
      if (event === undefined) break;
      taken.push(event);
      length += eventBytes(event);
    }
    return taken;
  }

  /** What is held, oldest first. */
  [Symbol.iterator](): Iterator<OrderedEvent> {
    return this.#held[Symbol.iterator]();
  }

  #takeOne(): ResourceEvent | undefined {
    const past = this.#past.shift();
    if (past !== undefined) return past;
    for (let held = this.#held.shift(); held !== undefined; held = this.#held.shift()) {
      this.#bytes -= eventBytes(held.event);
      if (held.ordinal > this.#skip && !this.#pastIds.has(held.event.id)) return held.event;
    }
    return undefined;
  }

  /** What is held for long must not keep alive what is never sent. */
  #withoutUnwantedDelta(event: ResourceEvent): ResourceEvent {
    const { delta } = event;
    if (delta === undefined || this.choices.some((choice) => includesDelta(choice, delta, this.deltas))) return event;
    const { delta: _, ...others } = event;
    return others;
  }
}
