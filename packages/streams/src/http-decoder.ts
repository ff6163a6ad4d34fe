import { BodyDecoder, type BodyHandlers } from "./body-decoder.ts";
import { latin1Text } from "./bytes.ts";
import { contentLength } from "./content-length.ts";
import { parseFields } from "./field-block.ts";
import { isBodiless } from "./http.ts";
import type { StreamLimits } from "./limits.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** What a {@link HttpMessageDecoder} tells. */
export interface HttpMessageHandlers extends BodyHandlers {
  /** A message begins; its status line and header fields are complete. */
  onMessage(status: number, fields: Headers): void;
  /** The message is whole. */
  onMessageEnd(): void;
}

/**
 * Decodes `application/http` (RFC 9112, 10.2; EQ-ST-5): response messages back to back, each framed by `Content-Length`
 * or chunked coding, or of a status that has no body (204, 304). Interim messages (1xx) are passed over: they serve to
 * keep a stream alive (EQ-AR-3). So are empty lines between messages, chunk extensions and trailer fields.
 *
 * `push` throws a {@link StreamError} with code `start-line` (also for a request message), `field-syntax`,
 * `field-block-too-large`, `part-too-large`, `chunk-syntax`, or `length-mismatch`: a message framed in no way, in both, by
 * differing lengths or an unknown transfer coding. `finish` throws one with code `truncated` in the middle of a message.
 * The format has no end mark: whether an end between two messages is a clean one is for the reader to know (EQ-ST-11).
 */
export class HttpMessageDecoder extends BodyDecoder {
  readonly #handlers: HttpMessageHandlers;
  /** What decodes the next bytes. */
  #state = this.#head;
  #chunked = false;
  /** Bytes still missing of the body, or of the current chunk of it. */
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
    if (end <= from + 2) return end; // goes on, or an empty line between messages
    const block = latin1Text(bytes.subarray(from, end));
    const [line, code] = /^HTTP\/1\.\d ([1-5]\d\d)(?: [\t -~\x80-\xff]*)?\r?\n/.exec(block) ?? [];
    if (line === undefined) throw this.error("start-line", "no status line", from);
    const fields = parseFields(block.slice(line.length));
    const status = Number(code);
    if (status < 200) return end;
    const bodiless = isBodiless(status);
    const length = bodiless ? 0 : contentLength(fields);
    const coding = bodiless ? null : fields.get("transfer-encoding");
    // Neither, both, or another coding: no telling where the body ends, or a message smuggled in (RFC 9112, 6.3).
    if ((coding === null) === (length === undefined) || !/^chunked$/i.test(coding ?? "chunked")) {
      throw this.error("length-mismatch", "neither Content-Length nor chunks", end);
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

  /** `chunk-size [ chunk-ext ] CRLF` (RFC 9112, 7.1); a line end without CR will do. */
  #size(bytes: Uint8Array, from: number): number {
    const end = bytes.indexOf(LINE_FEED, from + this.scanned) + 1;
    this.scanned = bytes.length - from;
    this.withinLimit(from, end || bytes.length);
    if (end === 0) return -1;
    const [size = ""] = /^[\da-f]+(?=[ \t\r\n;])/i.exec(latin1Text(bytes.subarray(from, end))) ?? [];
    this.#missing = Number(`0x${size}`);
    if (!Number.isSafeInteger(this.#missing)) throw this.error("chunk-syntax", "a chunk has no size", from);
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

  /** Trailer fields may be discarded (RFC 9110, 6.5.1). */
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
