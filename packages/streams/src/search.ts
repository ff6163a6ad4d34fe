/** Finds a sequence of bytes by Horspool's algorithm: steps over most bytes without looking at them. */
export class ByteSearch {
  readonly #pattern: Uint8Array;
  readonly #steps: Uint8Array;

  /** @param pattern 1 to 255 bytes */
  constructor(pattern: Uint8Array) {
    const last = pattern.length - 1;
    this.#pattern = pattern;
    this.#steps = new Uint8Array(256).fill(pattern.length);
    for (let at = 0; at < last; at++) this.#steps[pattern[at] ?? 0] = last - at;
  }

  /** The first place at or after `from` where the whole sequence stands, or -1. */
  find(content: Uint8Array, from: number): number {
    const pattern = this.#pattern;
    const steps = this.#steps;
    const last = pattern.length - 1;
    let end = from + last;
    while (end < content.length) {
      let back = 0;
      while (back <= last && content[end - back] === pattern[last - back]) back++;
      if (back > last) return end - last;
      end += steps[content[end] ?? 0] ?? 1;
    }
    return -1;
  }
}
