import { ByteBuffer } from "./byte-buffer.ts";
import { Decoder } from "./decoder.ts";
import type { JsonSequenceLimits } from "./limits.ts";

const LINE_FEED = 0x0a;
const RECORD_SEPARATOR = 0x1e;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const DEFAULT_LIMIT = 1_048_576;

/** What a {@link JsonSequenceDecoder} tells. */
export interface JsonSequenceHandlers {
  /** A JSON text is whole: its value, and the text as it was sent. */
  onText(value: unknown, text: string): void;
  /** Bytes that are no JSON text and were passed over (RFC 7464, 2.1); those of one item may come in several pieces. */
  onSkipped?(bytes: Uint8Array): void;
}

/**
 * Decodes `application/json-seq` (RFC 7464; EQ-ST-6, EQ-AR-2).
 *
 * A text is given out when it is whole: at the line feed behind it where all brackets and strings are closed, else at the
 * next RS. What is no JSON in UTF-8 is passed over up to the next RS, and so are numbers and literals without white space
 * behind them, since they may be cut off (RFC 7464, 2.4). A lone RS holds nothing.
 *
 * A text longer than the limit is an error (`text-too-large`) instead of being passed over: dropping what may be a good
 * notification unseen would break the order that the reader relies on. `finish` throws `truncated` where the last text
 * is not whole.
 */
export class JsonSequenceDecoder extends Decoder {
  readonly #handlers: JsonSequenceHandlers;
  readonly #limit: number;
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true });
  readonly #earlier = new ByteBuffer();
  /** `between` a whole text and the next RS, where only white space may stand. */
  #state: "between" | "text" | "skipping" = "between";
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** Whether the text holds more than white space. */
  #begun = false;

  constructor(handlers: JsonSequenceHandlers, limits: JsonSequenceLimits = {}) {
    super();
    this.#handlers = handlers;
    this.#limit = limits.text ?? DEFAULT_LIMIT;
  }

  protected override decode(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === "text") {
        at = this.#text(chunk, at);
        continue;
      }
      const separator = chunk.indexOf(RECORD_SEPARATOR, at);
      const end = separator < 0 ? chunk.length : separator;
      this.#pass(chunk.subarray(at, end));
      if (separator >= 0) this.#start();
      at = end + 1;
    }
  }

  protected override conclude(): void {
    if (this.#state !== "text" || !this.#begun) return;
    const bytes = this.#earlier.view();
    const parsed = isDelimited(bytes) ? this.#parse(bytes) : undefined;
    if (parsed === undefined) throw this.error("truncated", "the stream broke off in a JSON text");
    this.#earlier.clear();
    this.#state = "between";
    this.#handlers.onText(parsed.value, parsed.text);
  }

  #start(): void {
    this.#state = "text";
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
    this.#begun = false;
  }

  #pass(bytes: Uint8Array): void {
    if (this.#state === "between" && bytes.every(isWhiteSpace)) return;
    this.#state = "skipping";
    if (bytes.length > 0) this.#handlers.onSkipped?.(bytes);
  }

  #text(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte === RECORD_SEPARATOR) {
        this.#end(chunk, from, at, true);
        this.#start();
        return at + 1;
      }
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inString = false;
      } else if (byte > SPACE) {
        this.#begun = true;
        if (byte === QUOTE) this.#inString = true;
        else if (byte === 0x7b || byte === 0x5b) this.#depth++;
        else if (byte === 0x7d || byte === 0x5d) this.#depth--;
      } else if (byte === LINE_FEED && this.#begun && this.#depth <= 0) {
        this.#end(chunk, from, at + 1, false);
        return at + 1;
      }
    }
    this.#check(chunk.length - from);
    this.#earlier.append(chunk.subarray(from));
    return chunk.length;
  }

  #check(length: number): void {
    if (this.#earlier.length + length <= this.#limit) return;
    throw this.error("text-too-large", "a JSON text is too long", 0, this.#limit);
  }

  /** The text ends before `to`, by an RS or else by a line feed. */
  #end(chunk: Uint8Array, from: number, to: number, bySeparator: boolean): void {
    this.#check(to - from);
    let bytes: Uint8Array = chunk.subarray(from, to);
    if (this.#earlier.length > 0) {
      this.#earlier.append(bytes);
      bytes = this.#earlier.view();
      this.#earlier.clear();
    }
    if (!this.#begun) return;
    const parsed = bySeparator && !isDelimited(bytes) ? undefined : this.#parse(bytes);
    this.#state = parsed === undefined ? "skipping" : "between";
    if (parsed === undefined) this.#handlers.onSkipped?.(bytes);
    else this.#handlers.onText(parsed.value, parsed.text);
  }

  #parse(bytes: Uint8Array): { readonly value: unknown; readonly text: string } | undefined {
    try {
      const text = this.#utf8.decode(bytes);
      return { value: JSON.parse(text), text };
    } catch {
      return undefined;
    }
  }
}

function isWhiteSpace(byte: number): boolean {
  return byte === SPACE || (byte >= 0x09 && byte <= 0x0d && byte !== 0x0b && byte !== 0x0c);
}

/** Whether a text can't be the beginning of a longer one: behind a bracket, a quote or white space. */
function isDelimited(bytes: Uint8Array): boolean {
  const last = bytes.at(-1) ?? 0;
  return isWhiteSpace(last) || last === QUOTE || last === 0x5d || last === 0x7d;
}
