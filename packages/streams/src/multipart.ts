import { boundaryOccurs, delimiterBytes } from "./boundary.ts";
import { concatenate, latin1Bytes } from "./bytes.ts";
import { StreamError } from "./errors.ts";
import { type FieldList, fieldLines } from "./fields.ts";

// A delimiter stands at the end of what is written, without its line end (PREP-RS-8, EQ-ST-7): a reader then knows that
// the part before it is whole, and the next bytes still decide between another part (CRLF) and the end (`--`).

/**
 * Encodes the delimiter that opens a multipart body: `--boundary`, without its line end.
 *
 * @throws {@link StreamError} `boundary` for a text that can't be a boundary
 */
export function encodeFirstDelimiter(boundary: string): Uint8Array<ArrayBuffer> {
  return delimiterBytes(boundary).slice(2);
}

/**
 * Encodes the head of a part: the line end that completes the delimiter before it, the fields, and the empty line. The
 * body's bytes follow.
 *
 * @throws FieldError, {@link StreamError} as `encodeFields` does
 */
export function encodePartHead(fields: FieldList): Uint8Array<ArrayBuffer> {
  return latin1Bytes(`\r\n${fieldLines(fields)}\r\n`);
}

/**
 * Encodes the delimiter that follows a part's body: CRLF `--boundary`, without its line end.
 *
 * @throws {@link StreamError} `boundary` for a text that can't be a boundary
 */
export function encodeDelimiter(boundary: string): Uint8Array<ArrayBuffer> {
  return delimiterBytes(boundary);
}

/**
 * Encodes a whole part, to be written after a delimiter without its line end: head, body, and the next delimiter, again
 * without its line end.
 *
 * @throws {@link StreamError} `boundary` where the boundary occurs in the body or the fields (PREP-RS-10)
 * @throws FieldError, {@link StreamError} as `encodeFields` does
 */
export function encodePart(boundary: string, fields: FieldList, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = encodePartHead(fields);
  if (boundaryOccurs(head, boundary) || boundaryOccurs(body, boundary)) {
    throw new StreamError("boundary", "the boundary occurs in the part that it would delimit");
  }
  return concatenate([head, body, delimiterBytes(boundary)]);
}

/** Encodes what turns a pending delimiter into the close-delimiter: `--` CRLF. */
export function encodeCloseDelimiter(): Uint8Array<ArrayBuffer> {
  return latin1Bytes("--\r\n");
}
