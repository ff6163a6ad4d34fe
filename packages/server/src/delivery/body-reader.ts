import { ServerError } from "../errors.ts";
import { concatenate } from "./bytes.ts";

const nothing = { done: true, value: undefined } as const;

/** Reads the content of a representation; every wait can be given up, and leaves nothing behind. */
export class BodyReader {
  readonly #iterator: AsyncIterator<Uint8Array> | undefined;
  /** Pieces that were read to be looked at, and are still to be handed out. */
  readonly #ahead: Uint8Array[] = [];
  /** A piece that was asked for and has not come. */
  #pending: Promise<IteratorResult<Uint8Array, unknown>> | undefined;
  #giveUp: (() => void) | undefined;
  #cancelled = false;

  constructor(body: AsyncIterable<Uint8Array> | null) {
    this.#iterator = body?.[Symbol.asyncIterator]();
  }

  /** The next piece; `undefined` at the end, or when reading was cancelled. Rejects with {@link ServerError} `representation`, where the source fails. */
  async next(): Promise<Uint8Array | undefined> {
    if (this.#cancelled) return undefined;
    return this.#ahead.shift() ?? this.#read();
  }

  /** The whole content, if it is at most `most` bytes and all there within `milliseconds`; reading goes on as before. */
  async whole(most: number, milliseconds: number): Promise<Uint8Array | undefined> {
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
        if (piece === undefined) return late || this.#cancelled ? undefined : concatenate(pieces);
        pieces.push(piece);
        length += piece.byteLength;
      }
      return undefined;
    } finally {
      clearTimeout(timer);
      this.#ahead.push(...pieces);
    }
  }

  /** Gives up the wait, if there is one, and tells the source that no more is wanted. */
  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#giveUp?.();
    void this.#leave();
  }

  /** The source is another's: how it takes the news is of no concern any more. */
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

  /** One waiting promise that is replaced each time: racing with a long-lived one would keep memory for every race. */
  #unlessGivenUp<T>(promise: Promise<T>): Promise<T | "given up"> {
    return new Promise((resolve, reject) => {
      this.#giveUp = () => resolve("given up");
      promise.then(resolve, reject);
    });
  }
}
