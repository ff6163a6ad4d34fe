import type { Decoder } from "./decoder.ts";
import { StreamError } from "./errors.ts";

/** After the end mark of a stream: the most bytes, and the most milliseconds, before the source is cancelled. */
const DRAINED_BYTES = 0x10000;
const DRAINED_TIME = 1000;

/** Reads a stream of bytes into a decoder, one chunk at a time and only on demand. */
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

  /** The error of the stream or its source, once there is one. */
  get failure(): StreamError | undefined {
    return this.#failure;
  }

  /** Reads and decodes the next chunk. Concurrent calls wait for the same chunk. Never rejects. */
  fill(): Promise<void> {
    this.#filling ??= this.#read();
    return this.#filling;
  }

  /** Cancels the source, unless it has ended. A call that waits for a chunk returns at once. */
  leave(reason?: unknown): void {
    this.#over = true;
    this.#reader.cancel(reason).catch(() => {}); // nobody reads the source any more, so its errors do not matter
  }

  /**
   * Stops decoding because the framing has ended. Reads the source to its end in the background, so that its connection
   * can be used again. Cancels the source if that takes too many bytes or too long.
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
      // If the source is the body of a part, it fails with a StreamError, which says more.
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
  const cancel = () => reader.cancel().catch(() => {}); // nobody reads the source any more, so its errors do not matter
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
    // Errors after the end do not matter either.
  } finally {
    clearTimeout(timer);
  }
}
