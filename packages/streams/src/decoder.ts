import { ByteBuffer } from "./byte-buffer.ts";
import { StreamError, type StreamErrorCode } from "./errors.ts";

/**
 * A push decoder: takes the bytes of a stream as they arrive, in chunks cut anywhere, and tells its handlers at once what
 * they complete. A decoder that has thrown stays failed: it throws the same error again.
 */
export abstract class Decoder {
  /** Whether the framing has said that the stream is over, so that what follows is passed over. */
  over = false;
  #failure: { readonly error: unknown } | undefined;
  /** Bytes of the stream before those that are being decoded. */
  #before = 0;
  /** Bytes that can't be decoded before more are there. */
  readonly #undecided = new ByteBuffer();
  /** How many of the undecided bytes need no second look when more are there. */
  protected scanned = 0;

  /**
   * Decodes the next bytes. Chunks that handlers are given are views of them, valid as long as the caller leaves them
   * unchanged. An error that a handler throws passes through, and fails the decoder as well.
   *
   * @throws {@link StreamError} for malformed bytes, or bytes beyond a limit
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
      undecided.clear(); // and does not use its room again: handlers may have kept views of it
      undecided.append(bytes.subarray(at));
    });
  }

  /**
   * Tells the decoder that the stream is over.
   *
   * @throws {@link StreamError} `truncated` where the stream can't be over yet
   */
  finish(): void {
    this.#guard(() => {
      if (!this.mayEnd(this.#undecided.view())) throw this.error("truncated", "the stream broke off");
    });
  }

  /**
   * Decodes what begins at a place.
   *
   * @returns where the next thing begins; -1 where more bytes are needed, which are then given together with these
   */
  protected abstract decode(bytes: Uint8Array, from: number): number;

  /** Whether the stream may be over, behind bytes that could not be decoded. */
  protected abstract mayEnd(undecided: Uint8Array): boolean;

  /** An error found at a place in the bytes that are being decoded. */
  protected error(code: StreamErrorCode, message: string, at = 0): StreamError {
    return new StreamError(code, message, { offset: this.#before + at });
  }

  /** @throws StreamError with this code where there are more bytes than the limit allows */
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
