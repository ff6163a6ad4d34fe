/** A queue with fewer items takes no more room than they need. */
const few = 8;

/** A queue whose operations take the same time however long it is. */
export class Queue<T> implements Iterable<T> {
  #items: T[] = [];
  /** How many of the items have left: removing each from the array would move all the others. None if there are few. */
  #left = 0;

  get length(): number {
    return this.#items.length - this.#left;
  }

  /** The oldest item. */
  get first(): T | undefined {
    return this.#items[this.#left];
  }

  /** The item before which there are `index` others. */
  at(index: number): T | undefined {
    return this.#items[this.#left + index];
  }

  /** The newest item. */
  get last(): T | undefined {
    return this.length === 0 ? undefined : this.#items.at(-1);
  }

  push(item: T): void {
    // `push` would make room for 17. Most queues of a log never have more than a few items.
    if (this.length < few) this.#items = this.#items.concat([item]);
    else this.#items.push(item);
  }

  /** Removes and returns the oldest item. */
  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#left] as T;
    // It must not be kept alive until the array is made anew.
    this.#items[this.#left] = undefined as T;
    this.#left += 1;
    if (this.length < few || this.#left * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#left);
      this.#left = 0;
    }
    return item;
  }

  /** The items from the first one on that `isAfter` is true of; it must be so of all that follow that one, too. */
  from(isAfter: (item: T) => boolean): T[] {
    let low = this.#left;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isAfter(this.#items[middle] as T)) high = middle;
      else low = middle + 1;
    }
    return this.#items.slice(low);
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#items.slice(this.#left)[Symbol.iterator]();
  }
}
