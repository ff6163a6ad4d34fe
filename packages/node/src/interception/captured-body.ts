import type { Written } from "./written-content.ts";

/** The number of unread bytes at which the application should wait, as with a socket. */
const highWater = 64 * 1024;

interface Piece {
  readonly bytes: Uint8Array;
  readonly written: Written | undefined;
}

/** The content that an application writes, for somebody else to read. Bounded by back-pressure, as with a socket. */
export class CapturedBody implements AsyncIterable<Uint8Array> {
  readonly #pieces: Piece[] = [];
  #length = 0;
  #ended = false;
  #dropped = false;
  #failure: { readonly cause: unknown } | undefined;
  #wake: (() => void) | undefined;

  /** @param onDrain - Called when the application may go on writing. */
  constructor(private readonly onDrain: () => void) {}

  /** Whether the application has written everything. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether the reader has taken everything that was written. */
  get taken(): boolean {
    return this.#pieces.length === 0;
  }

  /** Adds content. Returns false if the application should wait for `drain`. */
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

  /** Ends the content: the application has written everything. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** Breaks the content off, unless it has ended: the application failed, or its response closed. */
  fail(cause: unknown): void {
    if (this.#ended) return;
    this.#failure ??= { cause };
    this.#wake?.();
  }

  /**
   * Takes the content if it has ended and came in one piece. `null`: it is empty. `undefined`: it came in several pieces, or
   * has not ended; read them one by one.
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

  /** Nobody reads any more: the application goes on as if everything were taken. */
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
