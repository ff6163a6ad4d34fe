import { ByteBuffer } from "./byte-buffer.ts";
import { latin1Text } from "./bytes.ts";
import { StreamError } from "./errors.ts";
import { defaultFieldBlock } from "./limits.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Collects one block of fields, up to the empty line that ends it, or (in a multipart body) up to a delimiter at the start
 * of a line, since a part's body and its empty line may both be missing (RFC 2046, 5.1.1).
 */
export class FieldBlock {
  readonly #limit: number;
  readonly #marker: Uint8Array;
  readonly #bytes = new ByteBuffer();
  /** Bytes of the current line that came in earlier chunks. */
  #lineLength = 0;
  /** Bytes of the marker that the current line has begun with; -1 once it differs. */
  #matched = 0;
  #delimited = false;

  /**
   * @param limit bytes of the block, 16384 by default, with what ends it
   * @param marker what ends the block where a line begins with it: `--boundary`
   */
  constructor(limit: number = defaultFieldBlock, marker: Uint8Array = new Uint8Array()) {
    this.#limit = limit;
    this.#marker = marker;
  }

  /** Whether the last block was ended by the marker instead of an empty line. */
  get delimited(): boolean {
    return this.#delimited;
  }

  /** The block's lines, one character per byte, without the marker. Once read, the next block can be collected. */
  text(): string {
    const bytes = this.#bytes.view();
    this.#bytes.clear();
    return latin1Text(this.#delimited ? bytes.subarray(0, -this.#marker.length) : bytes);
  }

  /**
   * Collects from `chunk`, beginning at `from`.
   *
   * @returns where the block ended, after its empty line or the marker; -1 where it goes on in the next chunk
   * @throws StreamError `field-block-too-large`
   */
  take(chunk: Uint8Array, from: number): number {
    const marker = this.#marker;
    let line = from;
    let at = from;
    this.#delimited = false;
    for (;;) {
      while (this.#matched >= 0 && at < chunk.length && !this.#delimited) {
        if (chunk[at] === marker[this.#matched]) {
          at++;
          this.#delimited = ++this.#matched === marker.length;
        } else {
          this.#matched = -1;
        }
      }
      if (this.#delimited) break;
      const lineFeed = chunk.indexOf(LINE_FEED, at);
      if (lineFeed < 0) {
        this.#collect(chunk.subarray(from));
        this.#lineLength += chunk.length - line;
        return -1;
      }
      const length = this.#lineLength + lineFeed - line;
      const first = this.#lineLength > 0 ? this.#bytes.view().at(-1) : chunk[line];
      at = lineFeed + 1;
      line = at;
      this.#lineLength = 0;
      this.#matched = 0;
      if (length === 0 || (length === 1 && first === CARRIAGE_RETURN)) break;
    }
    this.#lineLength = 0;
    this.#matched = 0;
    this.#collect(chunk.subarray(from, at));
    return at;
  }

  #collect(piece: Uint8Array): void {
    if (this.#bytes.length + piece.length > this.#limit) {
      throw new StreamError("field-block-too-large", "a block of fields is too long", { limit: this.#limit });
    }
    this.#bytes.append(piece);
  }
}

/**
 * Parses field lines. A line that begins with a space continues the one before it, as in mail (RFC 5322, 2.2.3; RFC 9112,
 * 5.2); empty lines are passed over.
 *
 * @throws StreamError `field-syntax`
 */
export function parseFields(block: string): Headers {
  const fields = new Headers();
  const unfolded = block.replace(/\r?\n[ \t]+/g, " ");
  let at = 0;
  while (at < unfolded.length) {
    const lineFeed = unfolded.indexOf("\n", at);
    const next = lineFeed < 0 ? unfolded.length : lineFeed;
    const end = unfolded[next - 1] === "\r" ? next - 1 : next;
    if (end > at) {
      const colon = unfolded.indexOf(":", at);
      if (colon < 0 || colon >= end) throw new StreamError("field-syntax", "a field line has no colon");
      try {
        fields.append(unfolded.slice(at, colon), unfolded.slice(colon + 1, end));
      } catch (cause) {
        throw new StreamError("field-syntax", "a field is malformed", { cause });
      }
    }
    at = next + 1;
  }
  return fields;
}
