import { BodyDecoder, type BodyHandlers } from "./body-decoder.ts";
import { delimiterBytes } from "./boundary.ts";
import { latin1Text } from "./bytes.ts";
import { contentLength } from "./content-length.ts";
import { parseFields } from "./field-block.ts";
import type { StreamLimits } from "./limits.ts";
import { searchFor, standsAt } from "./search.ts";

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const HYPHEN = 0x2d;

/** What a {@link MultipartDecoder} tells. */
export interface PartHandlers extends BodyHandlers {
  /** A part begins; its header fields, possibly none, are complete. */
  onPart(fields: Headers): void;
  /** The part is whole. */
  onPartEnd(): void;
  /** The close-delimiter was read: the stream ended cleanly, and what follows is passed over. */
  onEnd?(): void;
}

/**
 * Decodes a multipart body (RFC 2046, 5.1) part by part.
 *
 * A part is told to be whole as soon as the delimiter after it (CRLF `--boundary`) is there, without waiting for the rest
 * of the delimiter's line, since senders write the delimiter at the end of a notification's bytes (PREP-RS-8, EQ-ST-7);
 * with a `Content-Length` already when that many bytes are there. A line that begins with the delimiter and goes on
 * otherwise than with padding, line end or `--` belongs to the body, if it can be told from the same chunk; if the chunk
 * ended right after the delimiter, the part has been given out, and going on otherwise is an error (`boundary`).
 *
 * Line ends without CR, padding after a delimiter, parts without fields or without body, and folded fields are
 * understood; preamble and epilogue are passed over and take no memory. `push` throws a {@link StreamError} with code
 * `field-syntax`, `field-block-too-large` (also for endless padding), `part-too-large`, `length-mismatch` or `boundary`;
 * `finish` throws one with code `truncated` unless the close-delimiter was read.
 */
export class MultipartDecoder extends BodyDecoder {
  readonly #handlers: PartHandlers;
  /** `--boundary`. */
  readonly #marker: Uint8Array;
  /** Finds the same behind a line feed. */
  readonly #find: ReturnType<typeof searchFor>;
  /** What decodes the next bytes; at first, the preamble. */
  #state = this.#content;
  #inPart = false;
  /** Whether nothing but a delimiter may come, since the part's `Content-Length` is reached. */
  #isOverdue = false;
  /** Whether the content is at its beginning, where the line end of a delimiter was read already with what is before. */
  #atStart = true;
  /** Bytes that the body still needs by its `Content-Length`. */
  #missing = Infinity;

  /** @throws {@link StreamError} `boundary` for a text that can't be a boundary */
  constructor(boundary: string, handlers: PartHandlers, limits: Pick<StreamLimits, "fieldBlock" | "part"> = {}) {
    super(handlers, limits);
    this.#handlers = handlers;
    const delimiter = delimiterBytes(boundary);
    this.#marker = delimiter.subarray(2);
    this.#find = searchFor(delimiter.subarray(1));
  }

  protected override decode(bytes: Uint8Array, from: number): number {
    return this.over ? bytes.length : this.#state(bytes, from);
  }

  protected override mayEnd(): boolean {
    return this.over;
  }

  #head(bytes: Uint8Array, from: number): number {
    const end = this.blockEnd(bytes, from, (line) => this.#isDelimiter(bytes, line));
    if (end < 0) return end;
    const fields = parseFields(latin1Text(bytes.subarray(from, end)));
    this.#missing = contentLength(fields) ?? Infinity;
    this.received = 0;
    this.#inPart = true;
    this.#isOverdue = false;
    this.#atStart = true;
    this.#state = this.#content;
    this.#handlers.onPart(fields);
    // Where a delimiter stands instead of an empty line, the content ends there and is empty.
    return this.#missing === 0 ? this.#reachLength(end) : end;
  }

  /** The preamble, a part's body, or what stands behind a body that has reached its `Content-Length`. */
  #content(bytes: Uint8Array, from: number): number {
    const end = Math.min(bytes.length, from + this.#missing);
    const content = bytes.subarray(0, end);
    const delimiterFirst = this.#atStart ? this.#isDelimiter(bytes, from) : false;
    let marker = delimiterFirst ? from : this.#markerAfter(content, from);
    while (marker >= 0 && !this.#isDelimiter(bytes, marker)) marker = this.#markerAfter(content, marker);
    if (marker >= 0) {
      this.#body(bytes.subarray(from, lineEndBefore(bytes, from, marker)));
      return this.#endPart(marker + this.#marker.length);
    }
    if (end - from === this.#missing) {
      this.#body(content.subarray(from));
      return this.#reachLength(end);
    }
    if (delimiterFirst === undefined) return -1;
    // What may be the beginning of a delimiter is kept back.
    const earliest = Math.max(from, end - this.#marker.length);
    const line = earliest + bytes.subarray(earliest).lastIndexOf(LINE_FEED) + 1;
    const isOpen = line > earliest && standsAt(this.#marker, bytes, line) !== false;
    const kept = lineEndBefore(bytes, from, isOpen ? line : end);
    if (kept === from) return -1;
    this.#body(bytes.subarray(from, kept));
    return kept;
  }

  /** The next start of a line where `--boundary` stands, or -1. */
  #markerAfter(content: Uint8Array, from: number): number {
    const lineFeed = this.#find(content, from);
    return lineFeed < 0 ? lineFeed : lineFeed + 1;
  }

  /** Whether a delimiter stands at this start of a line; undefined where that can't be told yet. */
  #isDelimiter(bytes: Uint8Array, line: number): boolean | undefined {
    const stands = standsAt(this.#marker, bytes, line);
    return stands && delimiterEnd(bytes, line + this.#marker.length) !== -1;
  }

  #body(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#isOverdue) throw this.error("length-mismatch", "a part is longer than its Content-Length");
    this.#atStart = false;
    if (!this.#inPart) return;
    this.#missing -= bytes.length;
    this.body(bytes);
  }

  #endPart(at: number): number {
    if (this.#inPart) {
      if (this.#missing < Infinity)
        throw this.error("length-mismatch", "a part is shorter than its Content-Length", at);
      this.#inPart = false;
      this.#handlers.onPartEnd();
    }
    this.#state = this.#delimiterLine;
    return at;
  }

  #reachLength(at: number): number {
    this.#inPart = false;
    this.#isOverdue = true;
    this.#missing = Infinity;
    this.#handlers.onPartEnd();
    return at;
  }

  #delimiterLine(bytes: Uint8Array, from: number): number {
    const end = delimiterEnd(bytes, from);
    if (end === undefined) {
      this.withinLimit(from, bytes.length);
      return -1;
    }
    if (end < 0) throw this.error("boundary", "a delimiter's line goes on", from);
    if (bytes[from] === HYPHEN) {
      this.over = true;
      this.#handlers.onEnd?.();
    } else {
      this.#state = this.#head;
    }
    return end;
  }
}

/** Where the content ends that stands before this start of a line. */
function lineEndBefore(bytes: Uint8Array, from: number, line: number): number {
  let end = line;
  if (end > from && bytes[end - 1] === LINE_FEED) end--;
  if (end > from && bytes[end - 1] === CARRIAGE_RETURN) end--;
  return end;
}

/**
 * Where the line of a delimiter ends behind its boundary, or the two hyphens of the close-delimiter do; undefined where
 * the bytes don't tell yet; -1 where the line goes on with something else.
 */
function delimiterEnd(bytes: Uint8Array, from: number): number | undefined {
  const closes = bytes[from] === HYPHEN;
  let at = from;
  if (closes) {
    at++;
  } else {
    while (bytes[at] === SPACE || bytes[at] === TAB) at++;
    if (bytes[at] === CARRIAGE_RETURN) at++;
  }
  if (at >= bytes.length) return undefined;
  return bytes[at] === (closes ? HYPHEN : LINE_FEED) ? at + 1 : -1;
}
