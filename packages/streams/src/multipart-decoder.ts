import { delimiterBytes } from "./boundary.ts";
import { contentLength } from "./content-length.ts";
import { Decoder } from "./decoder.ts";
import { FieldBlock, parseFields } from "./field-block.ts";
import type { StreamLimits } from "./limits.ts";
import { ByteSearch } from "./search.ts";

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const HYPHEN = 0x2d;

/** What a {@link MultipartDecoder} tells. */
export interface PartHandlers {
  /** A part begins; its header fields, possibly none, are complete. */
  onPart(fields: Headers): void;
  /** Bytes of the part's body, in order, never none: a view of the chunk that was pushed where possible. */
  onBody(chunk: Uint8Array): void;
  /** The part is whole. */
  onPartEnd(): void;
  /** The close-delimiter was read: the stream ended cleanly, and what follows is passed over. */
  onEnd(): void;
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
 * `field-syntax`, `field-block-too-large`, `part-too-large`, `length-mismatch` or `boundary`; `finish` throws one with
 * code `truncated` unless the close-delimiter was read.
 */
export class MultipartDecoder extends Decoder {
  readonly #handlers: PartHandlers;
  readonly #partLimit: number;
  readonly #delimiter: Uint8Array;
  readonly #search: ByteSearch;
  readonly #block: FieldBlock;
  /** `content` is the preamble or a part's body; `overdue` stands behind a body that reached its `Content-Length`. */
  #state: "content" | "overdue" | "delimiter" | "head" | "epilogue" = "content";
  #inPart = false;
  /** How much of CRLF `--boundary` the last bytes match; 2 at the start of a line whose line end is no part of it. */
  #matched = 2;
  /** Where in CRLF `--boundary` the matched bytes begin that are body if the match fails: 1 without CR, 2 without both. */
  #heldFrom = 2;
  /** The last byte on the delimiter's line behind the delimiter; 0 where there is none yet. */
  #delimiterTail = 0;
  #length = -1;
  #received = 0;

  /** @throws {@link StreamError} `boundary` for a text that can't be a boundary */
  constructor(boundary: string, handlers: PartHandlers, limits: Pick<StreamLimits, "fieldBlock" | "part"> = {}) {
    super();
    this.#handlers = handlers;
    this.#partLimit = limits.part ?? Number.POSITIVE_INFINITY;
    this.#delimiter = delimiterBytes(boundary);
    this.#search = new ByteSearch(this.#delimiter.subarray(1));
    this.#block = new FieldBlock(limits.fieldBlock, this.#delimiter.subarray(2));
  }

  protected override decode(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      switch (this.#state) {
        case "content":
          at = this.#content(chunk, at);
          break;
        case "overdue":
          at = this.#overdue(chunk, at);
          break;
        case "delimiter":
          at = this.#delimiterLine(chunk, at);
          break;
        case "head":
          at = this.#head(chunk, at);
          break;
        case "epilogue":
          return;
      }
    }
  }

  protected override conclude(): void {
    if (this.#state !== "epilogue") throw this.error("truncated", "the stream broke off before its close-delimiter");
  }

  #head(chunk: Uint8Array, from: number): number {
    const end = this.#block.take(chunk, from);
    if (end < 0) return chunk.length;
    const fields = parseFields(this.#block.text());
    this.#length = contentLength(fields);
    this.#received = 0;
    this.#inPart = true;
    this.#handlers.onPart(fields);
    if (this.#block.delimited) return this.#endPart(end);
    this.#state = "content";
    this.#matched = 2; // the empty line's end may be the delimiter's as well
    this.#heldFrom = 2;
    if (this.#length === 0) this.#reachLength();
    return end;
  }

  #content(chunk: Uint8Array, from: number): number {
    const delimiter = this.#delimiter;
    let start = from; // of the bytes that are surely content, up to `at`
    if (this.#matched > 0) {
      const room = this.#remaining() + this.#heldFrom;
      let at = from;
      while (at < chunk.length && this.#matched < delimiter.length && this.#matched < room) {
        if (chunk[at] !== delimiter[this.#matched]) break;
        at++;
        this.#matched++;
      }
      const whole = this.#matched === delimiter.length;
      if (whole && !continuesOtherwise(chunk, at)) return this.#endPart(at);
      if (!whole && at === chunk.length && this.#matched < room) return at;
      const held = delimiter.slice(this.#heldFrom, this.#matched);
      this.#matched = 0;
      this.#body(held);
      if (this.#remaining() === 0) {
        this.#reachLength();
        return at;
      }
      start = at;
    }

    const remaining = this.#remaining();
    const full = chunk.length - start >= remaining;
    const content = full ? chunk.subarray(0, start + remaining) : chunk;
    let found = this.#search.find(content, start);
    while (found >= 0) {
      const end = found + delimiter.length - 1;
      if (!continuesOtherwise(chunk, end)) {
        const withReturn = found > start && chunk[found - 1] === CARRIAGE_RETURN;
        this.#body(chunk.subarray(start, withReturn ? found - 1 : found));
        return this.#endPart(end);
      }
      found = this.#search.find(content, end);
    }
    if (full) {
      this.#body(content.subarray(start));
      this.#reachLength();
      return content.length;
    }
    this.#body(chunk.subarray(start, this.#hold(chunk, start)));
    return chunk.length;
  }

  /** Keeps back what may be the beginning of a delimiter at the end of a chunk, and says where it begins. */
  #hold(chunk: Uint8Array, start: number): number {
    const delimiter = this.#delimiter;
    const earliest = Math.max(start, chunk.length - delimiter.length + 2);
    let line = chunk.length - 1;
    while (line >= earliest && chunk[line] !== LINE_FEED) line--;
    if (line >= earliest) {
      let length = 1;
      while (line + length < chunk.length && chunk[line + length] === delimiter[1 + length]) length++;
      if (line + length === chunk.length) {
        this.#matched = 1 + length;
        this.#heldFrom = line > start && chunk[line - 1] === CARRIAGE_RETURN ? 0 : 1;
        return line - 1 + this.#heldFrom;
      }
    }
    if (chunk.length > start && chunk[chunk.length - 1] === CARRIAGE_RETURN) {
      this.#matched = 1;
      this.#heldFrom = 0;
      return chunk.length - 1;
    }
    return chunk.length;
  }

  /** Bytes that the body still needs by its `Content-Length`. */
  #remaining(): number {
    return this.#length < 0 ? Number.POSITIVE_INFINITY : this.#length - this.#received;
  }

  #body(bytes: Uint8Array): void {
    if (!this.#inPart || bytes.length === 0) return;
    this.#received += bytes.length;
    if (this.#received > this.#partLimit) {
      throw this.error("part-too-large", "a body is too long", 0, this.#partLimit);
    }
    this.#handlers.onBody(bytes);
  }

  #endPart(at: number): number {
    if (this.#inPart) {
      if (this.#length > this.#received) {
        throw this.error("length-mismatch", "a part is shorter than its Content-Length", at);
      }
      this.#inPart = false;
      this.#length = -1;
      this.#handlers.onPartEnd();
    }
    this.#state = "delimiter";
    this.#delimiterTail = 0;
    return at;
  }

  #reachLength(): void {
    this.#inPart = false;
    this.#state = "overdue";
    this.#handlers.onPartEnd();
  }

  #overdue(chunk: Uint8Array, from: number): number {
    const delimiter = this.#delimiter;
    const byte = chunk[from];
    const atLineEnd = this.#matched === 0 || (this.#matched === 2 && this.#heldFrom === 2);
    if (atLineEnd && (byte === CARRIAGE_RETURN || byte === LINE_FEED)) {
      this.#heldFrom = 0;
      this.#matched = byte === LINE_FEED ? 2 : 1;
    } else if (byte === delimiter[this.#matched]) {
      this.#matched++;
    } else {
      throw this.error("length-mismatch", "a part is longer than its Content-Length", from);
    }
    return this.#matched === delimiter.length ? this.#endPart(from + 1) : from + 1;
  }

  #delimiterLine(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length) {
      const byte = chunk[at++] ?? 0;
      const tail = this.#delimiterTail;
      if (byte === LINE_FEED && tail !== HYPHEN) {
        this.#state = "head";
        return at;
      }
      if (byte === HYPHEN && tail === HYPHEN) {
        this.#state = "epilogue";
        this.#handlers.onEnd();
        return at;
      }
      const padding = byte === SPACE || byte === TAB;
      const fits =
        tail === 0
          ? padding || byte === CARRIAGE_RETURN || byte === HYPHEN
          : tail === SPACE && (padding || byte === CARRIAGE_RETURN);
      if (!fits) throw this.error("boundary", "a delimiter's line goes on", at - 1);
      this.#delimiterTail = padding ? SPACE : byte;
    }
    return at;
  }
}

/** Whether the chunk shows that what looked like a delimiter is none, since its line goes on with something else. */
function continuesOtherwise(chunk: Uint8Array, from: number): boolean {
  let at = from;
  if (at < chunk.length && chunk[at] === HYPHEN) return at + 1 < chunk.length && chunk[at + 1] !== HYPHEN;
  while (at < chunk.length && (chunk[at] === SPACE || chunk[at] === TAB)) at++;
  if (at < chunk.length && chunk[at] === CARRIAGE_RETURN) return at + 1 < chunk.length && chunk[at + 1] !== LINE_FEED;
  return at < chunk.length && chunk[at] !== LINE_FEED;
}
