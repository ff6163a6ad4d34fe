import { ByteSource } from "./byte-source.ts";
import type { Decoder } from "./decoder.ts";
import { StreamError } from "./errors.ts";

/** Where a decoder's findings go, in their order. */
export interface Findings<Item> {
  /** An item begins. */
  item(item: Item): void;
  /** Bytes of the last item. */
  bytes(bytes: Uint8Array): void;
  /** The last item is whole. */
  itemEnd(): void;
  /** The stream is over, whatever bytes may follow. */
  end(): void;
}

/**
 * The items of a stream, in order. The source is read only while somebody waits for an item or for bytes of one, so what
 * is kept is at most what one chunk of the source held.
 */
export class Sequence<Item extends object> implements AsyncIterableIterator<Item> {
  readonly #source: ByteSource;
  /** What was decoded and not yet asked for; null ends an item. */
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

  /** The next item; discards what was not read of the last one. */
  next(): Promise<IteratorResult<Item, undefined>> {
    const turn = this.#turn.then(() => this.#next());
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Leaves the stream: cancels its source, also while an item is awaited. */
  return(): Promise<IteratorResult<Item, undefined>> {
    this.#left = true;
    this.#current = undefined;
    this.#found = [];
    this.#taken = 0;
    this.#source.leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** The next bytes of an item, or undefined at its end. */
  async take(item: Item): Promise<Uint8Array | undefined> {
    for (;;) {
      if (this.#current !== item) {
        throw new StreamError("truncated", "a part was left before its end");
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

  /** Wants no more bytes of an item. */
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
