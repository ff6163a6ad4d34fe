import { ServerError } from "../errors.ts";
import { concatenate } from "./bytes.ts";
import type { ApplicationResponse } from "./sink.ts";

const nothing = { done: true, value: undefined } as const;

/** Reads the content of a representation. Each wait can be given up, and leaves nothing behind. */
export class BodyReader {
  readonly #iterator: AsyncIterator<Uint8Array> | undefined;
  /** Pieces that were read ahead, and are still to be handed out. */
  readonly #ahead: Uint8Array[] = [];
  /** Whether the source has nothing more than what was read ahead. */
  #exhausted = false;
  /** A piece that was asked for and has not come. */
  #pending: Promise<IteratorResult<Uint8Array, unknown>> | undefined;
  #giveUp: (() => void) | undefined;
  #cancelled = false;

  constructor(body: ApplicationResponse["body"]) {
    if (body === null || body instanceof Uint8Array) {
      this.#exhausted = true;
      if (body !== null) this.#ahead.push(body);
    } else {
      this.#iterator = body[Symbol.asyncIterator]();
    }
  }

  /**
   * The next piece; `undefined` at the end, or after reading was cancelled. Rejects with {@link ServerError}
   * `representation` if the source fails.
   */
  async next(): Promise<Uint8Array | undefined> {
    if (this.#cancelled) return undefined;
    return this.#ahead.shift() ?? this.#read();
  }

  /** Hands out the whole content, if it is all there already and has at most `most` bytes. */
  takeComplete(most: number): Uint8Array | undefined {
    if (!this.#exhausted || this.#cancelled) return undefined;
    let length = 0;
    for (const { byteLength } of this.#ahead) length += byteLength;
    if (length > most) return undefined;
    const pieces = this.#ahead.splice(0);
    return pieces.length === 1 ? pieces[0] : concatenate(pieces);
  }

  /**
   * Looks at the whole content, if it is all there; or if it has at most `most` bytes and comes within `milliseconds`. Reading
   * goes on as before.
   */
  async whole(most: number, milliseconds: number): Promise<Uint8Array | undefined> {
    if (this.#exhausted) return concatenate(this.#ahead);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#giveUp?.();
    }, milliseconds);
    const pieces: Uint8Array[] = [];
    let length = 0;
    try {
      while (length <= most && !late) {
        const piece = await this.#read();
        if (piece === undefined) {
          if (late || this.#cancelled) return undefined;
          this.#exhausted = true;
          return concatenate(pieces);
        }
        pieces.push(piece);
        length += piece.byteLength;
      }
      return undefined;
    } finally {
      clearTimeout(timer);
      this.#ahead.push(...pieces);
    }
  }

  /** Gives up the wait, if there is one, and leaves the source. */
  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#giveUp?.();
    void this.#leave();
  }

  /** The source is the application's: if leaving it fails, nobody is concerned. */
  async #leave(): Promise<void> {
    try {
      await this.#iterator?.return?.();
    } catch {}
  }

  async #read(): Promise<Uint8Array | undefined> {
    try {
      this.#pending ??= this.#iterator?.next() ?? Promise.resolve(nothing);
      const result = await this.#unlessGivenUp(this.#pending);
      if (result === "given up") return undefined;
      this.#pending = undefined;
      return result.done === true ? undefined : result.value;
    } catch (cause) {
      throw new ServerError("representation", "The content of a representation broke off", { cause });
    }
  }

  /** Waits with one promise that is replaced each time: racing a long-lived one would keep memory for each race. */
  #unlessGivenUp<T>(promise: Promise<T>): Promise<T | "given up"> {
    return new Promise((resolve, reject) => {
      this.#giveUp = () => resolve("given up");
      promise.then(resolve, reject);
    });
  }
}
