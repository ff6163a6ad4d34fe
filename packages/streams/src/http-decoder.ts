import { contentLength } from "./content-length.ts";
import { Decoder } from "./decoder.ts";
import { FieldBlock, parseFields } from "./field-block.ts";
import { isBodiless } from "./http.ts";
import { defaultFieldBlock, type StreamLimits } from "./limits.ts";

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const SEMICOLON = 0x3b;

/** What a {@link HttpMessageDecoder} tells. */
export interface HttpMessageHandlers {
  /** A message begins; its status line and header fields are complete. */
  onMessage(status: number, fields: Headers): void;
  /** Bytes of the message's body, in order, never none, without chunked coding: a view of the chunk that was pushed. */
  onBody(chunk: Uint8Array): void;
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
export class HttpMessageDecoder extends Decoder {
  readonly #handlers: HttpMessageHandlers;
  readonly #partLimit: number;
  readonly #lineLimit: number;
  readonly #block: FieldBlock;
  #state: "between" | "head" | "body" | "size" | "extension" | "chunk" | "chunk-end" | "trailers" = "between";
  /** Bytes still missing of the body, or of the current chunk. */
  #missing = 0;
  #received = 0;
  /** Bytes of the current line of a chunk's size, or of the line end behind a chunk. */
  #lineLength = 0;

  constructor(handlers: HttpMessageHandlers, limits: Pick<StreamLimits, "fieldBlock" | "part"> = {}) {
    super();
    this.#handlers = handlers;
    this.#partLimit = limits.part ?? Number.POSITIVE_INFINITY;
    this.#lineLimit = limits.fieldBlock ?? defaultFieldBlock;
    this.#block = new FieldBlock(limits.fieldBlock);
  }

  protected override decode(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      switch (this.#state) {
        case "between":
          if (chunk[at] === CARRIAGE_RETURN || chunk[at] === LINE_FEED) at++;
          else this.#state = "head";
          break;
        case "head":
          at = this.#head(chunk, at);
          break;
        case "body":
        case "chunk":
          at = this.#body(chunk, at);
          break;
        case "size":
        case "extension":
          this.#sizeLine(chunk[at] ?? 0, at);
          at++;
          break;
        case "chunk-end":
          this.#chunkEnd(chunk[at] ?? 0, at);
          at++;
          break;
        case "trailers":
          at = this.#trailers(chunk, at);
          break;
      }
    }
  }

  protected override conclude(): void {
    if (this.#state !== "between") throw this.error("truncated", "the stream broke off in a message");
  }

  #head(chunk: Uint8Array, from: number): number {
    const end = this.#block.take(chunk, from);
    if (end < 0) return chunk.length;
    const block = this.#block.text();
    const line = block.indexOf("\n");
    const status = Number(/^HTTP\/1\.\d ([1-5]\d\d)(?: [\t -~\x80-\xff]*)?\r?\n/.exec(block)?.[1] ?? 0);
    if (status === 0) throw this.error("start-line", "no status line", from);
    const fields = parseFields(block.slice(line + 1));
    this.#state = "between";
    if (status < 200) return end;
    this.#received = 0;
    this.#missing = 0;
    let chunked = false;
    if (!isBodiless(status)) {
      const coding = fields.get("transfer-encoding");
      const length = contentLength(fields);
      chunked = coding?.toLowerCase() === "chunked";
      // Neither, both, or another coding: no telling where the body ends, or a message smuggled in (RFC 9112, 6.3).
      if (chunked === length >= 0 || (coding !== null && !chunked)) {
        throw this.error("length-mismatch", "neither Content-Length alone nor chunks alone", end);
      }
      this.#missing = chunked ? 0 : length;
    }
    this.#handlers.onMessage(status, fields);
    if (chunked) this.#startSize();
    else if (this.#missing > 0) this.#state = "body";
    else this.#handlers.onMessageEnd();
    return end;
  }

  #body(chunk: Uint8Array, from: number): number {
    const end = Math.min(chunk.length, from + this.#missing);
    this.#missing -= end - from;
    this.#received += end - from;
    if (this.#received > this.#partLimit) {
      throw this.error("part-too-large", "a body is too long", from, this.#partLimit);
    }
    this.#handlers.onBody(chunk.subarray(from, end));
    if (this.#missing > 0) return end;
    if (this.#state === "chunk") {
      this.#state = "chunk-end";
      this.#lineLength = 0;
    } else {
      this.#state = "between";
      this.#handlers.onMessageEnd();
    }
    return end;
  }

  #startSize(): void {
    this.#state = "size";
    this.#lineLength = 0;
    this.#missing = 0;
  }

  /** `chunk-size [ chunk-ext ] CRLF` (RFC 9112, 7.1), byte by byte; a line end without CR will do. */
  #sizeLine(byte: number, at: number): void {
    const digit = this.#state === "size" ? hexadecimal(byte) : -1;
    if (digit >= 0) {
      this.#missing = this.#missing * 16 + digit;
      if (this.#missing > Number.MAX_SAFE_INTEGER) throw this.error("chunk-syntax", "a chunk is too long", at);
    } else if (this.#lineLength === 0) {
      throw this.error("chunk-syntax", "a chunk has no size", at);
    } else if (byte === LINE_FEED) {
      this.#state = this.#missing > 0 ? "chunk" : "trailers";
      return;
    } else if (this.#state === "size") {
      if (byte !== CARRIAGE_RETURN && byte !== SEMICOLON && byte !== SPACE && byte !== TAB) {
        throw this.error("chunk-syntax", "a chunk's size is malformed", at);
      }
      this.#state = "extension";
    }
    if (++this.#lineLength > this.#lineLimit) {
      throw this.error("field-block-too-large", "a chunk's size line is too long", at, this.#lineLimit);
    }
  }

  #chunkEnd(byte: number, at: number): void {
    if (byte === LINE_FEED) this.#startSize();
    else if (byte !== CARRIAGE_RETURN || this.#lineLength++ > 0) {
      throw this.error("chunk-syntax", "a chunk is longer than its size", at);
    }
  }

  #trailers(chunk: Uint8Array, from: number): number {
    const end = this.#block.take(chunk, from);
    if (end < 0) return chunk.length;
    this.#block.text(); // may be discarded (RFC 9110, 6.5.1)
    this.#state = "between";
    this.#handlers.onMessageEnd();
    return end;
  }
}

function hexadecimal(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
