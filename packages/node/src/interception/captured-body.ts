import type { Written } from "./written-content.ts";

/** Above this many bytes that were not taken yet, a handler is told to wait, as by a socket. */
const highWater = 64 * 1024;

interface Piece {
  readonly bytes: Uint8Array;
  readonly written: Written | undefined;
}

/** What a handler writes, read by somebody else: bounded by the same back-pressure that a socket would give. */
export class CapturedBody implements AsyncIterable<Uint8Array> {
  readonly #pieces: Piece[] = [];
  #length = 0;
  #ended = false;
  #dropped = false;
  #failure: { readonly cause: unknown } | undefined;
  #wake: (() => void) | undefined;

  /** `onDrain` is called when the handler may go on. */
  constructor(private readonly onDrain: () => void) {}

  /** Whether the handler has written everything. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether everything that was written has been taken. */
  get taken(): boolean {
    return this.#pieces.length === 0;
  }

  /** Takes what was written; false: wait for `drain`. */
  push(bytes: Uint8Array, written: Written | undefined): boolean {
    if (this.#dropped || this.#ended) {
      if (written !== undefined) process.nextTick(written);
      return true;
    }
    this.#pieces.push({ bytes, written });
    this.#length += bytes.byteLength;
    this.#wake?.();
    return this.#length < highWater;
  }

  /** The handler has written everything. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** The handler failed, or its response broke off: what was read is not the whole. */
  fail(cause: unknown): void {
    if (this.#ended) return;
    this.#failure ??= { cause };
    this.#wake?.();
  }

  /**
   * Takes the content if it has ended, and came in one piece; `null`: it is empty. `undefined`: it comes in pieces, to be
   * read one by one.
   */
  takeWhole(): Uint8Array | null | undefined {
    if (!this.#ended || this.#pieces.length > 1) return undefined;
    const piece = this.#pieces.shift();
    this.#length = 0;
    piece?.written?.();
    return piece?.bytes ?? null;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return { next: () => this.#next(), return: async () => this.#drop() };
  }

  async #next(): Promise<IteratorResult<Uint8Array, undefined>> {
    for (;;) {
      const piece = this.#pieces.shift();
      if (piece !== undefined) {
        const waited = this.#length >= highWater;
        this.#length -= piece.bytes.byteLength;
        piece.written?.();
        if (waited && this.#length < highWater) this.onDrain();
        return { done: false, value: piece.bytes };
      }
      if (this.#ended || this.#dropped) return { done: true, value: undefined };
      if (this.#failure !== undefined) throw this.#failure.cause;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Nobody reads any more: the handler goes on as if everything were taken. */
  #drop(): IteratorResult<Uint8Array, undefined> {
    this.#dropped = true;
    this.#wake?.();
    const waited = this.#length >= highWater;
    for (const { written } of this.#pieces.splice(0)) written?.();
    this.#length = 0;
    if (waited) this.onDrain();
    return { done: true, value: undefined };
  }
}
