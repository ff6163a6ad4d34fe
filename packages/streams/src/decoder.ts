import { ByteBuffer } from "./byte-buffer.ts";
import { StreamError, type StreamErrorCode } from "./errors.ts";

/**
 * A push decoder. It takes the bytes of a stream as they arrive, in chunks of any size, and calls its handlers
 * immediately. After a decoder has thrown, every further call throws the same error.
 */
export abstract class Decoder {
  /** Whether the framing has ended. Further bytes are ignored. */
  over = false;
  #failure: { readonly error: unknown } | undefined;
  /** The number of bytes of the stream before those in `decode`. */
  #before = 0;
  /** Bytes that wait for more before they can be decoded. */
  readonly #undecided = new ByteBuffer();
  /** The number of undecided bytes that `decode` need not scan again. */
  protected scanned = 0;

  /**
   * Decodes the next bytes. Handlers get views of the chunk, so do not change it afterwards. If a handler throws,
   * `push` throws the same error, and the decoder counts as failed.
   *
   * @throws {@link StreamError} if the bytes are malformed or exceed a limit
   */
  push(chunk: Uint8Array): void {
    this.#guard(() => {
      const undecided = this.#undecided;
      let bytes = chunk;
      if (undecided.length > 0) {
        undecided.append(chunk);
        bytes = undecided.view();
      }
      let at = 0;
      while (at < bytes.length) {
        const next = this.decode(bytes, at);
        if (next < 0) break;
        at = next;
        this.scanned = 0;
      }
      this.#before += at;
      if (at === 0 && undecided.length > 0) return;
      undecided.clear(); // allocates new memory, because handlers may have kept views of the old
      undecided.append(bytes.subarray(at));
    });
  }

  /**
   * Tells the decoder that the stream has ended.
   *
   * @throws {@link StreamError} `truncated` if the stream is incomplete
   */
  finish(): void {
    this.#guard(() => {
      if (!this.mayEnd(this.#undecided.view())) throw this.error("truncated", "the stream was truncated");
    });
  }

  /**
   * Decodes the element that begins at `from`.
   *
   * @returns where the next element begins; -1 if that needs more bytes. The next call then gets these bytes again
   */
  protected abstract decode(bytes: Uint8Array, from: number): number;

  /** Whether the stream may end here, after bytes that could not be decoded. */
  protected abstract mayEnd(undecided: Uint8Array): boolean;

  /** Creates an error for a position in the bytes that `decode` got. */
  protected error(code: StreamErrorCode, message: string, at = 0): StreamError {
    return new StreamError(code, message, { offset: this.#before + at });
  }

  /** @throws StreamError with this code if the length exceeds the limit */
  protected limit(code: StreamErrorCode, length: number, limit: number): void {
    if (length > limit) throw new StreamError(code, `more than ${limit} bytes`, { offset: this.#before, limit });
  }

  #guard(work: () => void): void {
    if (this.#failure) throw this.#failure.error;
    try {
      work();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }
}
