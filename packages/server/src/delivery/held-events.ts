import type { ResourceEvent } from "../events/event.ts";
import type { Follower } from "./channel.ts";
import type { PlacedEvent, StartingPoint } from "./starting-point.ts";

/** The events that happen while a subscription is being opened: held, in a bounded number, until they can go out. */
export class HeldEvents implements Follower {
  readonly #events: PlacedEvent[] = [];
  #overflowed = false;
  #live: Follower["follow"] | undefined;

  constructor(
    private readonly most: number,
    private readonly onOverflow: () => void,
  ) {}

  get events(): readonly PlacedEvent[] {
    return this.#events;
  }

  /** Whether there were too many: they are gone, and the subscription can't be served. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** Whether events go out as they come. */
  get areLive(): boolean {
    return this.#live !== undefined;
  }

  follow(event: ResourceEvent, ordinal: number): void {
    if (this.#live !== undefined) {
      this.#live(event, ordinal);
      return;
    }
    if (this.#overflowed) return;
    this.#events.push({ event, ordinal });
    if (this.#events.length <= this.most) return;
    this.#overflowed = true;
    this.#events.length = 0;
    this.onOverflow();
  }

  /** The events that precede those that go out as they come, until nothing is held any more. */
  *past({ replay, skip }: StartingPoint): Generator<ResourceEvent, void> {
    const replayed = new Set(replay.map(({ id }) => id));
    yield* replay;
    for (let held = this.#events.shift(); held !== undefined; held = this.#events.shift()) {
      if (held.ordinal > skip && !replayed.has(held.event.id)) yield held.event;
    }
  }

  /** From now on nothing is held. */
  goLive(live: Follower["follow"]): void {
    this.#live = live;
  }
}
