import { textBytes } from "./event-size.ts";
import { ownText } from "./own-text.ts";

interface Shared {
  readonly text: string;
  holders: number;
}

/** Texts that many events have in common. Each is kept once, as long as an event has it. */
export class SharedTexts {
  readonly #texts = new Map<string, Shared>();
  readonly #ofEach: number;
  #bytes = 0;

  /** @param ofEach how many bytes each takes beside its characters */
  constructor(ofEach: number) {
    this.#ofEach = ofEach;
  }

  /** Estimates how many bytes they take in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes hold of a text. @returns the copy that is kept */
  hold(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) {
      known.holders += 1;
      return known.text;
    }
    const own = ownText(text);
    this.#texts.set(own, { text: own, holders: 1 });
    this.#bytes += this.#ofEach + textBytes(own);
    return own;
  }

  /** Lets go of a text that was taken hold of. */
  release(text: string): void {
    const known = this.#texts.get(text);
    if (known === undefined) return;
    known.holders -= 1;
    if (known.holders > 0) return;
    this.#texts.delete(text);
    this.#bytes -= this.#ofEach + textBytes(text);
  }
}
