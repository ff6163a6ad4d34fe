import type { Decoder } from "./decoder.ts";
import { StreamError } from "./errors.ts";

/** How many bytes may stand behind an end mark, and how many milliseconds they may take, before the source is cancelled. */
const DRAINED_BYTES = 0x10000;
const DRAINED_TIME = 1000;

/** Reads a stream of bytes into a decoder, one chunk at a time and only when it is asked to. */
export class ByteSource {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder: Decoder;
  #filling: Promise<void> | undefined;
  #over = false;
  #failure: StreamError | undefined;

  constructor(source: ReadableStream<Uint8Array>, decoder: Decoder) {
    this.#reader = source.getReader();
    this.#decoder = decoder;
  }

  /** Whether no more bytes will be decoded. */
  get over(): boolean {
    return this.#over;
  }

  /** What was wrong with the stream or its source, once that is known. */
  get failure(): StreamError | undefined {
    return this.#failure;
  }

  /** Reads and decodes the next chunk. Who asks while a chunk is awaited waits for the same one. Never rejects. */
  fill(): Promise<void> {
    this.#filling ??= this.#read();
    return this.#filling;
  }

  /** Wants no more bytes: cancels the source, unless it has ended. A chunk that is awaited is given up at once. */
  leave(reason?: unknown): void {
    this.#over = true;
    this.#reader.cancel(reason).catch(() => {}); // it was left: how its source takes that concerns nobody here
  }

  /**
   * Needs no more bytes, since the framing says that it is over. The source may come to its own end, which spares the
   * connection behind it for further requests; one that goes on beyond a bound, in bytes or time, is cancelled.
   */
  drain(): void {
    if (this.#over) return;
    this.#over = true;
    void discard(this.#reader);
  }

  async #read(): Promise<void> {
    try {
      const { done, value } = await this.#reader.read();
      if (this.#over) return;
      if (done) {
        this.#over = true;
        this.#decoder.finish();
      } else {
        this.#decoder.push(value);
      }
    } catch (error) {
      // A part's body that is the source of an inner stream fails with a StreamError of its own, which says more.
      this.#failure =
        error instanceof StreamError
          ? error
          : new StreamError("source", "the source of bytes failed", { cause: error });
      this.leave(this.#failure);
    } finally {
      this.#filling = undefined;
    }
  }
}

/** Never rejects. */
async function discard(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  const cancel = () => reader.cancel().catch(() => {}); // it was left: how its source takes that concerns nobody here
  const timer = setTimeout(cancel, DRAINED_TIME);
  try {
    let length = 0;
    while (length <= DRAINED_BYTES) {
      const { done, value } = await reader.read();
      if (done) return;
      length += value.length;
    }
    await cancel();
  } catch {
    // What fails behind the end concerns nobody either.
  } finally {
    clearTimeout(timer);
  }
}
