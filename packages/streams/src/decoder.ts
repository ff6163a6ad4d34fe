import { StreamError, type StreamErrorCode } from "./errors.ts";

/**
 * A push decoder: takes the bytes of a stream as they arrive, in chunks cut anywhere, and tells its handlers at once what
 * they complete. A decoder that has thrown stays failed: it throws the same error again.
 */
export abstract class Decoder {
  #failure: { readonly error: unknown } | undefined;
  #before = 0;

  /**
   * Decodes the next bytes. Chunks that handlers are given are views of them, valid as long as the caller leaves them
   * unchanged. An error that a handler throws passes through, and fails the decoder as well.
   *
   * @throws {@link StreamError} for malformed bytes, or bytes beyond a limit
   */
  push(chunk: Uint8Array): void {
    this.#guard(() => {
      this.decode(chunk);
      this.#before += chunk.length;
    });
  }

  /**
   * Tells the decoder that the stream is over.
   *
   * @throws {@link StreamError} `truncated` where the stream can't be over yet
   */
  finish(): void {
    this.#guard(() => this.conclude());
  }

  /** Decodes one chunk. */
  protected abstract decode(chunk: Uint8Array): void;

  /** Takes note of the end. */
  protected abstract conclude(): void;

  /** An error found at a place in the chunk that is being decoded, or after the last chunk. */
  protected error(code: StreamErrorCode, message: string, at = 0, limit?: number): StreamError {
    return new StreamError(code, message, { offset: this.#before + at, limit });
  }

  #guard(work: () => void): void {
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      work();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }
}
