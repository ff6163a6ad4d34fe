import { ByteSource } from "./byte-source.ts";
import type { Decoder } from "./decoder.ts";
import { StreamError } from "./errors.ts";

/** Receives the elements that a decoder finds, in order. */
export interface Findings<Item> {
  /** An item begins. */
  item(item: Item): void;
  /** Some bytes of the last item arrived. */
  bytes(bytes: Uint8Array): void;
  /** The last item is complete. */
  itemEnd(): void;
  /** The stream has ended, even if more bytes follow. */
  end(): void;
}

/**
 * The items of a stream, in order. The source is read only while a caller waits for an item or its bytes, so at most
 * one chunk of the source is kept in memory.
 */
export class Sequence<Item extends object> implements AsyncIterableIterator<Item> {
  readonly #source: ByteSource;
  /** Decoded items and bytes that no caller has taken yet. null ends an item. */
  #found: (Item | Uint8Array | null)[] = [];
  #taken = 0;
  #current: Item | undefined;
  #left = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(source: ReadableStream<Uint8Array>, decoder: (findings: Findings<Item>) => Decoder) {
    this.#source = new ByteSource(
      source,
      decoder({
        item: (item) => this.#found.push(item),
        bytes: (bytes) => this.#found.push(bytes),
        itemEnd: () => this.#found.push(null),
        end: () => this.#source.drain(),
      }),
    );
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Returns the next item. Discards the unread rest of the last one. */
  next(): Promise<IteratorResult<Item, undefined>> {
    const turn = this.#turn.then(() => this.#next());
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Ends the iteration and cancels the source, even while a caller waits for an item. */
  return(): Promise<IteratorResult<Item, undefined>> {
    this.#left = true;
    this.#current = undefined;
    this.#found = [];
    this.#taken = 0;
    this.#source.leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Returns the next bytes of an item, or undefined at its end. */
  async take(item: Item): Promise<Uint8Array | undefined> {
    for (;;) {
      if (this.#current !== item) {
        throw new StreamError("truncated", "the next part was already requested");
      }
      const found = this.#shift();
      if (found === undefined) {
        await this.#more();
      } else {
        if (found instanceof Uint8Array) return found;
        this.#current = undefined;
        return undefined;
      }
    }
  }

  /** Discards the rest of an item. */
  skip(item: Item): void {
    if (this.#current === item) this.#current = undefined;
  }

  async #next(): Promise<IteratorResult<Item, undefined>> {
    this.#current = undefined;
    for (;;) {
      const found = this.#shift();
      if (found === undefined) {
        if (this.#left || (this.#source.over && this.#source.failure === undefined)) {
          return { done: true, value: undefined };
        }
        await this.#more();
      } else if (found !== null && !(found instanceof Uint8Array)) {
        this.#current = found;
        return { done: false, value: found };
      }
    }
  }

  async #more(): Promise<void> {
    if (this.#source.failure !== undefined) throw this.#source.failure;
    await this.#source.fill();
  }

  #shift(): Item | Uint8Array | null | undefined {
    const found = this.#found[this.#taken++];
    if (found === undefined) {
      this.#found = [];
      this.#taken = 0;
    }
    return found;
  }
}
