import { concatenate, latin1Bytes } from "./bytes.ts";
import { StreamError } from "./errors.ts";
import { type FieldList, fieldLines } from "./fields.ts";
import { reasonPhrase } from "./reason-phrase.ts";

/** Status and fields of an HTTP response message. */
export interface HttpMessageHead {
  /** 100 to 599. */
  readonly status: number;
  /** The reason phrase; by default the registered one, or none for a status without one. */
  readonly reason?: string | undefined;
  /** The fields. Those that frame the body are added and need not stand there. */
  readonly fields: FieldList;
}

/** An HTTP response message with its whole body. */
export interface WholeHttpMessage extends HttpMessageHead {
  /** The body's bytes; empty where the status allows none. */
  readonly body: Uint8Array;
}

/** How the body of an HTTP message is delimited: by its length, in chunks, or there is none (1xx, 204, 304). */
export type HttpFraming = HttpLength | "chunked" | "none";

/** A body delimited by its length. */
export interface HttpLength {
  /** In bytes. */
  readonly length: number;
}

/** Whether a message of this status never has a body (RFC 9112, 6.3). */
export function isBodiless(status: number): boolean {
  return status < 200 || status === 204 || status === 304;
}

/**
 * Encodes a whole HTTP/1.1 response message for `application/http` (EQ-ST-5): status line, fields, the exact
 * `Content-Length` (none for 1xx, 204 and 304), empty line, body.
 *
 * @throws {@link StreamError} `start-line` for a status or reason that can't be written; `length-mismatch` for a body
 * with a status that allows none, and for framing fields that contradict the body
 * @throws FieldError, {@link StreamError} as `encodeFields` does
 */
export function encodeHttpMessage(message: WholeHttpMessage): Uint8Array<ArrayBuffer> {
  const { body } = message;
  const bodiless = isBodiless(message.status);
  if (bodiless && body.length > 0) throw new StreamError("length-mismatch", `a ${message.status} message has no body`);
  const head = encodeHttpMessageHead(message, bodiless ? "none" : { length: body.length });
  return concatenate([head, body]);
}

/**
 * Encodes the head of an HTTP/1.1 response message whose body is written afterwards: as many bytes as `length` says, or
 * chunks by {@link encodeHttpChunk} and {@link encodeLastHttpChunk}.
 *
 * @throws {@link StreamError} `start-line` for a status or reason that can't be written; `length-mismatch` where status,
 * fields and framing contradict one another
 * @throws FieldError, {@link StreamError} as `encodeFields` does
 */
export function encodeHttpMessageHead(message: HttpMessageHead, framing: HttpFraming): Uint8Array<ArrayBuffer> {
  const { status, fields, reason = reasonPhrase(status) } = message;
  if (!Number.isInteger(status) || status < 100 || status > 599) {
    throw new StreamError("start-line", "a status is a number from 100 to 599");
  }
  if (!/^[\t -~\x80-\xff]*$/.test(reason)) throw new StreamError("start-line", "the reason phrase can't be written");
  if (isBodiless(status) !== (framing === "none")) {
    throw new StreamError(
      "length-mismatch",
      `a ${status} message ${framing === "none" ? "needs a framing" : "has no body"}`,
    );
  }
  let lines = fieldLines(fields);
  if (framing === "chunked") {
    if (has(fields, "content-length"))
      throw new StreamError("length-mismatch", "a length and chunks exclude each other");
    if (!has(fields, "transfer-encoding", "chunked")) lines += "Transfer-Encoding: chunked\r\n";
  } else {
    if (has(fields, "transfer-encoding")) throw new StreamError("length-mismatch", "the body is not in chunks");
    if (framing !== "none") {
      const length = contentLength(framing.length);
      if (!has(fields, "content-length", length)) lines += `Content-Length: ${length}\r\n`;
    } else if (status !== 304 && has(fields, "content-length")) {
      // Only a 304 may tell the length that the representation would have (RFC 9110, 8.6): it frames nothing.
      throw new StreamError("length-mismatch", `a ${status} message has no length`);
    }
  }
  return latin1Bytes(`HTTP/1.1 ${status} ${reason}\r\n${lines}\r\n`);
}

/** Encodes bytes of a body as one chunk (RFC 9112, 7.1); no bytes give nothing, since an empty chunk ends the body. */
export function encodeHttpChunk(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (bytes.length === 0) return new Uint8Array();
  return concatenate([latin1Bytes(`${bytes.length.toString(16)}\r\n`), bytes, latin1Bytes("\r\n")]);
}

/** Encodes the end of a body in chunks: the last chunk and an empty trailer section. */
export function encodeLastHttpChunk(): Uint8Array<ArrayBuffer> {
  return latin1Bytes("0\r\n\r\n");
}

function contentLength(length: number): string {
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new StreamError("length-mismatch", "a length is a whole number of bytes");
  }
  return String(length);
}

/** Whether the field stands among the fields; where it does, with that value only. */
function has(fields: FieldList, name: string, value?: string): boolean {
  let found = false;
  for (const [fieldName, fieldValue] of fields) {
    if (fieldName.toLowerCase() !== name) continue;
    if (value !== undefined && fieldValue.trim().toLowerCase() !== value) {
      throw new StreamError("length-mismatch", `${fieldName} does not fit the body`);
    }
    if (found) throw new StreamError("length-mismatch", `${fieldName} stands there twice`);
    found = true;
  }
  return found;
}
