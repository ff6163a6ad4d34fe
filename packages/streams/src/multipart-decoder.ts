import { BodyDecoder, type BodyHandlers } from "./body-decoder.ts";
import { encodeDelimiter } from "./boundary.ts";
import { contentLength } from "./content-length.ts";
import { parseFields } from "./field-block.ts";
import { latin1Text } from "./latin1.ts";
import type { StreamLimits } from "./limits.ts";
import { searchFor, standsAt } from "./search.ts";

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const HYPHEN = 0x2d;

/** Callbacks of a {@link MultipartDecoder}. */
export interface PartHandlers extends BodyHandlers {
  /** A part begins. Its header fields are complete; there may be none. */
  onPart(fields: Headers): void;
  /** The part is complete. */
  onPartEnd(): void;
  /** The close-delimiter was read: the stream has ended cleanly. Bytes after it are ignored. */
  onEnd?(): void;
}

/**
 * Decodes a multipart body (RFC 2046, 5.1) part by part.
 *
 * A part is complete as soon as the delimiter after it (CRLF `--boundary`) has arrived. The decoder does not wait for
 * the rest of the delimiter's line, because senders write the delimiter right after a notification (PREP-RS-8,
 * EQ-ST-7). A part with `Content-Length` is already complete when that many bytes have arrived.
 *
 * A line belongs to the body if it begins like a delimiter but continues with anything other than padding, a line end
 * or `--`. The decoder can only tell if the same chunk has the next byte. If a chunk ends right after the delimiter,
 * the part counts as complete, and any other continuation in the next chunk is an error (`boundary`).
 *
 * The decoder accepts line ends without CR, padding after a delimiter, parts without fields or body, and folded fields.
 * It ignores preamble and epilogue without using memory for them.
 *
 * `push` throws a {@link StreamError} with code `field-syntax`, `field-block-too-large` (also for endless padding),
 * `part-too-large`, `length-mismatch` or `boundary`. `finish` throws one with code `truncated` if the close-delimiter
 * is missing.
 */
export class MultipartDecoder extends BodyDecoder {
  readonly #handlers: PartHandlers;
  /** `--boundary`. */
  readonly #marker: Uint8Array;
  /** Finds LF `--boundary`. */
  readonly #find: ReturnType<typeof searchFor>;
  /** The function that decodes the next bytes. The first decodes the preamble. */
  #state = this.#content;
  #inPart = false;
  /** Whether the part's `Content-Length` is reached, so only a delimiter may follow. */
  #isOverdue = false;
  /** Whether the content is at its start. A delimiter there has no line end before it: the head has taken it. */
  #atStart = true;
  /** Bytes of the body still to come according to `Content-Length`. */
  #missing = Infinity;

  /** @throws {@link StreamError} `boundary` if the boundary is invalid */
  constructor(boundary: string, handlers: PartHandlers, limits: Pick<StreamLimits, "fieldBlock" | "part"> = {}) {
    super(handlers, limits);
    this.#handlers = handlers;
    const delimiter = encodeDelimiter(boundary);
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
    // If a delimiter takes the place of the empty line, the content is empty and ends there.
    return this.#missing === 0 ? this.#reachLength(end) : end;
  }

  /** Decodes the preamble, the body of a part, or bytes after a body that has reached its `Content-Length`. */
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
    // Keep bytes that may be the beginning of a delimiter.
    const earliest = Math.max(from, end - this.#marker.length);
    const line = earliest + bytes.subarray(earliest).lastIndexOf(LINE_FEED) + 1;
    const isOpen = line > earliest && standsAt(this.#marker, bytes, line) !== false;
    const kept = lineEndBefore(bytes, from, isOpen ? line : end);
    if (kept === from) return -1;
    this.#body(bytes.subarray(from, kept));
    return kept;
  }

  /** Finds the next line that begins with `--boundary`, or returns -1. */
  #markerAfter(content: Uint8Array, from: number): number {
    const lineFeed = this.#find(content, from);
    return lineFeed < 0 ? lineFeed : lineFeed + 1;
  }

  /** Whether the line that starts here is a delimiter; undefined if that needs more bytes. */
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
    if (end < 0) throw this.error("boundary", "invalid delimiter", from);
    if (bytes[from] === HYPHEN) {
      this.over = true;
      this.#handlers.onEnd?.();
    } else {
      this.#state = this.#head;
    }
    return end;
  }
}

/** Finds the end of the content before the line that starts here. */
function lineEndBefore(bytes: Uint8Array, from: number, line: number): number {
  let end = line;
  if (end > from && bytes[end - 1] === LINE_FEED) end--;
  if (end > from && bytes[end - 1] === CARRIAGE_RETURN) end--;
  return end;
}

/**
 * Finds the end of a delimiter, given the end of its boundary: after its line end, or after the two hyphens of the
 * close-delimiter. Returns undefined if that needs more bytes, and -1 if the line continues with something else.
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
