import { WireError } from "./wire-error.ts";

/** Decodes `application/json-seq` as our server must write it: RS, one JSON text, LF; RS alone is keep-alive (EQ-ST-6). */
export class StrictJsonSequence {
  #pending: Buffer = Buffer.alloc(0);
  readonly #onText: (value: unknown, content: Buffer) => void;

  constructor(onText: (value: unknown, content: Buffer) => void) {
    this.#onText = onText;
  }

  /** Whether a text has begun and is not complete. */
  get midway(): boolean {
    return this.#pending.length > 1;
  }

  push(bytes: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    for (;;) {
      while (this.#pending[0] === 0x1e && this.#pending[1] === 0x1e) this.#pending = this.#pending.subarray(1);
      if (this.#pending.length > 0 && this.#pending[0] !== 0x1e) throw new WireError("No RS", this.#pending);
      const item = this.#whole();
      if (item === undefined) return;
      this.#pending = this.#pending.subarray(item.content.length + 2);
      this.#onText(item.value, item.content);
    }
  }

  /** The first item, if it is complete. A delta keeps its own line feeds, so only the JSON text shows where it ends. */
  #whole(): { readonly value: unknown; readonly content: Buffer } | undefined {
    const next = this.#pending.indexOf(0x1e, 1);
    for (let end = this.#pending.indexOf("\n"); end >= 0; end = this.#pending.indexOf("\n", end + 1)) {
      const content = this.#pending.subarray(1, end);
      const value = parsed(content);
      if (value !== undefined && (next < 0 || next === end + 1)) return { value, content };
    }
    if (next >= 0) throw new WireError("An item is not a JSON text and LF", this.#pending.subarray(0, next));
    return undefined;
  }
}

function parsed(content: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content));
  } catch {
    return undefined;
  }
}
