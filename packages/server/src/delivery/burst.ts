import type { Batch } from "./subscriber.ts";

/**
 * Tells a burst from slow reading. Events that wait for a response, or behind one that does, are released together, and may be
 * more than may wait for a subscriber. Whoever had read everything when they began to come has read as fast as anybody can.
 */
export class Burst {
  /** The newest event that had been recorded when the subscriber had last read what came. */
  #upTo = 0;
  /** How many of the bytes that wait are of events up to that one. */
  #bytes = 0;

  /** @param few - With so many bytes waiting, a subscriber counts as one that has read everything. */
  constructor(private readonly few: number) {}

  /** Takes a batch in; one after which only a few bytes wait need not be. @returns how many bytes wait that did not come at once, of the `waiting` ones with those of the batch. */
  add(waiting: number, { bytes, newest, recorded }: Pick<Batch, "bytes" | "newest" | "recorded">): number {
    // A transport may take some of it at once.
    const before = Math.max(0, waiting - bytes.byteLength);
    if (before <= this.few) {
      this.#upTo = recorded ?? 0;
      this.#bytes = 0;
    }
    this.#bytes = Math.min(this.#bytes, before);
    if (newest !== undefined && newest <= this.#upTo) this.#bytes += bytes.byteLength;
    this.#bytes = Math.min(this.#bytes, waiting);
    return waiting - this.#bytes;
  }
}
