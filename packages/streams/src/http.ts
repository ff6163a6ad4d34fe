import { encode, type FieldList, fieldLines } from "./encode.ts";
import { StreamError } from "./errors.ts";
import { reasonPhrase } from "./reason-phrase.ts";

/** The status and the fields of an HTTP response message. */
export interface HttpMessageHead {
  /** 100 to 599. */
  readonly status: number;
  /** The reason phrase. Default: the registered one, or empty if the status has none. */
  readonly reason?: string | undefined;
  /** The header fields. The encoder adds the fields that frame the body if they are missing. */
  readonly fields: FieldList;
}

/** An HTTP response message with its complete body. */
export interface WholeHttpMessage extends HttpMessageHead {
  /** The bytes of the body. Must be empty if the status allows no body. */
  readonly body: Uint8Array;
}

/** The framing of a body in an HTTP message: by its length, in chunks, or no body (1xx, 204, 304). */
export type HttpFraming = HttpLength | "chunked" | "none";

/** The framing of a body by its length. */
export interface HttpLength {
  /** The length in bytes. */
  readonly length: number;
}

/** Whether a message of this status never has a body (RFC 9112, 6.3). */
export function isBodiless(status: number): boolean {
  return status < 200 || status === 204 || status === 304;
}

/**
 * Encodes a complete HTTP/1.1 response message for `application/http` (EQ-ST-5): status line, fields, the exact
 * `Content-Length` (none for 1xx, 204 and 304), empty line, body.
 *
 * @throws {@link StreamError} `start-line` if the status or the reason phrase is invalid; `length-mismatch` if the
 * status allows no body but there is one, or if framing fields contradict the body
 * @throws FieldError as `encodeFields` does
 */
export function encodeHttpMessage(message: WholeHttpMessage): Uint8Array<ArrayBuffer> {
  const { body } = message;
  const bodiless = isBodiless(message.status);
  if (bodiless && body.length > 0) throw new StreamError("length-mismatch", `a ${message.status} message has no body`);
  return encode(headLines(message, bodiless ? "none" : { length: body.length }), body);
}

/**
 * Encodes the head of an HTTP/1.1 response message. Write the body after it: `length` bytes, or chunks made by
 * {@link encodeHttpChunk} and {@link encodeLastHttpChunk}.
 *
 * @throws {@link StreamError} `start-line` if the status or the reason phrase is invalid; `length-mismatch` if status,
 * fields and framing contradict each other
 * @throws FieldError as `encodeFields` does
 */
export function encodeHttpMessageHead(message: HttpMessageHead, framing: HttpFraming): Uint8Array<ArrayBuffer> {
  return encode(headLines(message, framing));
}

function headLines(message: HttpMessageHead, framing: HttpFraming): string {
  const { status, fields, reason = reasonPhrase(status) } = message;
  if (!Number.isInteger(status) || status < 100 || status > 599) {
    throw new StreamError("start-line", "a status must be a whole number from 100 to 599");
  }
  if (!/^[\t -~\x80-\xff]*$/.test(reason))
    throw new StreamError("start-line", "the reason phrase has invalid characters");
  if (isBodiless(status) !== (framing === "none")) {
    throw new StreamError(
      "length-mismatch",
      `a ${status} message ${framing === "none" ? "needs a length or chunks" : "has no body"}`,
    );
  }
  let lines = fieldLines(fields);
  if (framing === "chunked") {
    if (has(fields, "content-length"))
      throw new StreamError("length-mismatch", "Content-Length is not allowed with chunks");
    if (!has(fields, "transfer-encoding", "chunked")) lines += "Transfer-Encoding: chunked\r\n";
  } else {
    if (has(fields, "transfer-encoding"))
      throw new StreamError("length-mismatch", "Transfer-Encoding is only allowed with chunks");
    if (framing !== "none") {
      const length = contentLength(framing.length);
      if (!has(fields, "content-length", length)) lines += `Content-Length: ${length}\r\n`;
    } else if (status !== 304 && has(fields, "content-length")) {
      // Only a 304 may have one (RFC 9110, 8.6). It gives the length of the representation and frames nothing.
      throw new StreamError("length-mismatch", `a ${status} message must not have Content-Length`);
    }
  }
  return `HTTP/1.1 ${status} ${reason}\r\n${lines}\r\n`;
}

/**
 * Encodes bytes of a body as one chunk (RFC 9112, 7.1). No bytes give no chunk, because an empty chunk ends the body.
 */
export function encodeHttpChunk(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (bytes.length === 0) return new Uint8Array();
  return encode(`${bytes.length.toString(16)}\r\n`, bytes, encode("\r\n"));
}

/** Encodes the end of a chunked body: the last chunk and an empty trailer section. */
export function encodeLastHttpChunk(): Uint8Array<ArrayBuffer> {
  return encode("0\r\n\r\n");
}

function contentLength(length: number): string {
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new StreamError("length-mismatch", "a length must be a whole number of bytes");
  }
  return String(length);
}

/**
 * Whether there is a field with this name.
 *
 * @throws StreamError `length-mismatch` if it is repeated, or has another value than the given one
 */
function has(fields: FieldList, name: string, value?: string): boolean {
  let found = false;
  for (const [fieldName, fieldValue] of fields) {
    if (fieldName.toLowerCase() !== name) continue;
    if (value !== undefined && fieldValue.trim().toLowerCase() !== value) {
      throw new StreamError("length-mismatch", `${fieldName} does not match the body`);
    }
    if (found) throw new StreamError("length-mismatch", `${fieldName} is repeated`);
    found = true;
  }
  return found;
}
