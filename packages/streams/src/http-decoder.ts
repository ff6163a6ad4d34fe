import { BodyDecoder, type BodyHandlers } from "./body-decoder.ts";
import { contentLength } from "./content-length.ts";
import { parseFields } from "./field-block.ts";
import { isBodiless } from "./http.ts";
import { latin1Text } from "./latin1.ts";
import type { StreamLimits } from "./limits.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Callbacks of an {@link HttpMessageDecoder}. */
export interface HttpMessageHandlers extends BodyHandlers {
  /** A message begins. Its status line and header fields are complete. */
  onMessage(status: number, fields: Headers): void;
  /** The message is complete. */
  onMessageEnd(): void;
}

/**
 * Decodes `application/http` (RFC 9112, 10.2; EQ-ST-5): response messages one after the other. Each is framed by
 * `Content-Length` or chunked coding, or its status has no body (204, 304). The decoder ignores interim messages (1xx),
 * which keep a stream alive (EQ-AR-3), empty lines between messages, chunk extensions and trailer fields.
 *
 * `push` throws a {@link StreamError} with code `start-line` (also for a request message), `field-syntax`,
 * `field-block-too-large`, `part-too-large`, `chunk-syntax`, or `length-mismatch` (no framing, both framings, differing
 * lengths, or an unknown transfer coding). `finish` throws one with code `truncated` in the middle of a message. The
 * format has no end mark, so the decoder cannot tell whether an end between two messages is clean (EQ-ST-11).
 */
export class HttpMessageDecoder extends BodyDecoder {
  readonly #handlers: HttpMessageHandlers;
  /** The function that decodes the next bytes. */
  #state = this.#head;
  #chunked = false;
  /** Bytes of the body, or of its current chunk, still to come. */
  #missing = 0;

  constructor(handlers: HttpMessageHandlers, limits: Pick<StreamLimits, "fieldBlock" | "part"> = {}) {
    super(handlers, limits);
    this.#handlers = handlers;
  }

  protected override decode(bytes: Uint8Array, from: number): number {
    return this.#state(bytes, from);
  }

  protected override mayEnd(undecided: Uint8Array): boolean {
    return this.#state === this.#head && undecided.length === 0;
  }

  #head(bytes: Uint8Array, from: number): number {
    const end = this.blockEnd(bytes, from);
    if (end <= from + 2) return end; // incomplete, or an empty line between messages
    const block = latin1Text(bytes.subarray(from, end));
    const [line, code] = /^HTTP\/1\.\d ([1-5]\d\d)(?: [\t -~\x80-\xff]*)?\r?\n/.exec(block) ?? [];
    if (line === undefined) throw this.error("start-line", "invalid status line", from);
    const fields = parseFields(block.slice(line.length));
    const status = Number(code);
    if (status < 200) return end;
    const bodiless = isBodiless(status);
    const length = bodiless ? 0 : contentLength(fields);
    const coding = bodiless ? null : fields.get("transfer-encoding");
    // Neither, both, or another coding: the end of the body is unclear, or a message is smuggled in (RFC 9112, 6.3).
    if ((coding === null) === (length === undefined) || !/^chunked$/i.test(coding ?? "chunked")) {
      throw this.error("length-mismatch", "unclear body length", end);
    }
    this.received = 0;
    this.#missing = length ?? 0;
    this.#handlers.onMessage(status, fields);
    if (length === 0) return this.#endMessage(end);
    this.#chunked = length === undefined;
    this.#state = this.#chunked ? this.#size : this.#body;
    return end;
  }

  #body(bytes: Uint8Array, from: number): number {
    const end = Math.min(bytes.length, from + this.#missing);
    this.#missing -= end - from;
    this.body(bytes.subarray(from, end));
    if (this.#missing > 0) return end;
    if (!this.#chunked) return this.#endMessage(end);
    this.#state = this.#chunkEnd;
    return end;
  }

  /** `chunk-size [ chunk-ext ] CRLF` (RFC 9112, 7.1); the line end may lack CR. */
  #size(bytes: Uint8Array, from: number): number {
    const end = bytes.indexOf(LINE_FEED, from + this.scanned) + 1;
    this.scanned = bytes.length - from;
    this.withinLimit(from, end || bytes.length);
    if (end === 0) return -1;
    const [size = ""] = /^[\da-f]+(?=[ \t\r\n;])/i.exec(latin1Text(bytes.subarray(from, end))) ?? [];
    this.#missing = Number(`0x${size}`);
    if (!Number.isSafeInteger(this.#missing)) throw this.error("chunk-syntax", "invalid chunk size", from);
    this.#state = this.#missing > 0 ? this.#body : this.#trailers;
    return end;
  }

  #chunkEnd(bytes: Uint8Array, from: number): number {
    const at = from + Number(bytes[from] === CARRIAGE_RETURN);
    if (at === bytes.length) return -1;
    if (bytes[at] !== LINE_FEED) throw this.error("chunk-syntax", "a chunk is longer than its size", at);
    this.#state = this.#size;
    return at + 1;
  }

  /** Discards trailer fields, which is allowed (RFC 9110, 6.5.1). */
  #trailers(bytes: Uint8Array, from: number): number {
    const end = this.blockEnd(bytes, from);
    return end < 0 ? end : this.#endMessage(end);
  }

  #endMessage(at: number): number {
    this.#state = this.#head;
    this.#handlers.onMessageEnd();
    return at;
  }
}
