import { StreamError } from "./errors.ts";

/**
 * Collects bytes that arrive in pieces. Its capacity doubles, so many small pieces cost no more than a few large ones.
 */
export class ByteBuffer {
  readonly #limit: number;
  #bytes = new Uint8Array();
  #length = 0;

  /** @param limit the most bytes to collect; default: no limit */
  constructor(limit = Infinity) {
    this.#limit = limit;
  }

  /** The number of bytes collected so far. */
  get length(): number {
    return this.#length;
  }

  /**
   * Adds a copy of some bytes.
   *
   * @throws {@link StreamError} `part-too-large` if that would exceed the limit
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

  /** Returns the bytes collected so far, as a view whose content does not change. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Discards the bytes. Earlier views stay valid. */
  clear(): void {
    this.#bytes = new Uint8Array();
    this.#length = 0;
  }
}
