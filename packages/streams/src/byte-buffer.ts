import { StreamError } from "./errors.ts";

/** Collects bytes that arrive in pieces. Doubles its room, so many tiny pieces cost no more than few large ones. */
export class ByteBuffer {
  readonly #limit: number;
  #bytes = new Uint8Array();
  #length = 0;

  /** @param limit the most bytes that are collected; no limit by default */
  constructor(limit = Infinity) {
    this.#limit = limit;
  }

  /** How many bytes are there. */
  get length(): number {
    return this.#length;
  }

  /**
   * Adds a copy of some bytes.
   *
   * @throws {@link StreamError} `part-too-large` beyond the limit
   */
  append(piece: Uint8Array): void {
    const start = this.#length;
    const length = start + piece.length;
    const limit = this.#limit;
    if (length > limit) throw new StreamError("part-too-large", `more than ${limit} bytes`, { limit });
    if (length > this.#bytes.length) {
      const earlier = this.#bytes;
      this.#bytes = new Uint8Array(Math.max(length, 2 * start));
      this.#bytes.set(earlier);
    }
    this.#bytes.set(piece, start);
    this.#length = length;
  }

  /** The bytes collected so far: a view that does not change. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Forgets the bytes, and leaves their memory to whoever has a view of it. */
  clear(): void {
    this.#bytes = new Uint8Array();
    this.#length = 0;
  }
}
