import { Decoder } from "./decoder.ts";
import type { JsonSequenceLimits } from "./limits.ts";

const LINE_FEED = 0x0a;
const RECORD_SEPARATOR = 0x1e;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Callbacks of a {@link JsonSequenceDecoder}. */
export interface JsonSequenceHandlers {
  /** A JSON text is complete: its value, and the text as sent. */
  onText(value: unknown, text: string): void;
  /**
   * Bytes were skipped because they are not a JSON text (RFC 7464, 2.1). Those of one item may come in several pieces.
   */
  onSkipped?(bytes: Uint8Array): void;
}

/**
 * Decodes `application/json-seq` (RFC 7464; EQ-ST-6, EQ-AR-2).
 *
 * A text is complete at a line feed if all its brackets and strings are closed, otherwise at the next RS. The decoder
 * skips a text that is not JSON in UTF-8. It also skips numbers and literals without white space after them, which may
 * be truncated (RFC 7464, 2.4). An RS without a text is ignored.
 *
 * A text longer than the limit is an error (`text-too-large`). The decoder does not skip it, because it may be a valid
 * notification, and readers rely on getting all of them. `finish` throws `truncated` if the last text is incomplete.
 */
export class JsonSequenceDecoder extends Decoder {
  readonly #handlers: JsonSequenceHandlers;
  readonly #limit: number;
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true });
  /** Whether an RS was read and its text has not ended. */
  #inText = false;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** Whether the text has anything other than white space. */
  #begun = false;

  constructor(handlers: JsonSequenceHandlers, { text = 1_048_576 }: JsonSequenceLimits = {}) {
    super();
    this.#handlers = handlers;
    this.#limit = text;
  }

  protected override decode(bytes: Uint8Array, from: number): number {
    if (this.#inText) return this.#text(bytes, from);
    const separator = bytes.indexOf(RECORD_SEPARATOR, from);
    const end = separator < 0 ? bytes.length : separator;
    this.#pass(bytes.subarray(from, end));
    return separator < 0 ? end : this.#start(end);
  }

  protected override mayEnd(undecided: Uint8Array): boolean {
    return !this.#inText || !this.#begun || this.#end(undecided, true);
  }

  #start(separator: number): number {
    this.#inText = true;
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
    this.#begun = false;
    return separator + 1;
  }

  #pass(bytes: Uint8Array): void {
    if (!bytes.every(isWhiteSpace)) this.#handlers.onSkipped?.(bytes);
  }

  #text(bytes: Uint8Array, from: number): number {
    for (let at = from + this.scanned; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === RECORD_SEPARATOR) {
        this.#end(bytes.subarray(from, at), true);
        return this.#start(at);
      }
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inString = false;
      } else if (byte > SPACE) {
        this.#begun = true;
        if (byte === QUOTE) this.#inString = true;
        // `[` and `{` differ in one bit only, and so do `]` and `}`.
        else if ((byte | SPACE) === 0x7b) this.#depth++;
        else if ((byte | SPACE) === 0x7d) this.#depth--;
      } else if (byte === LINE_FEED && this.#begun && this.#depth <= 0) {
        this.#end(bytes.subarray(from, at + 1), false);
        return at + 1;
      }
    }
    this.scanned = bytes.length - from;
    this.limit("text-too-large", this.scanned, this.#limit);
    return -1;
  }

  /**
   * Ends the text.
   *
   * @param mayBeCutOff whether an RS or the end of the stream ended it, and not a line feed
   * @returns whether it was a JSON text
   */
  #end(bytes: Uint8Array, mayBeCutOff: boolean): boolean {
    this.limit("text-too-large", bytes.length, this.#limit);
    if (!this.#begun) return false;
    this.#inText = false;
    let text: string;
    let value: unknown;
    try {
      text = this.#utf8.decode(bytes);
      // A text that ends in white space, a quote or a bracket cannot be the beginning of a longer one.
      if (mayBeCutOff && !/[\s"\]}]$/.test(text)) throw new SyntaxError();
      value = JSON.parse(text);
    } catch {
      this.#handlers.onSkipped?.(bytes);
      return false;
    }
    this.#handlers.onText(value, text);
    return true;
  }
}

function isWhiteSpace(byte: number): boolean {
  return [0x09, 0x0a, 0x0d, SPACE].includes(byte);
}
