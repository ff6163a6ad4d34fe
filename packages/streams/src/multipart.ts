import { delimiterOccurs, encodeDelimiter } from "./boundary.ts";
import { encode, type FieldList, fieldLines } from "./encode.ts";
import { StreamError } from "./errors.ts";

// Encoders write a delimiter at the end of a part, without its line end (PREP-RS-8, EQ-ST-7). So a reader knows that
// the part is complete, and the next bytes can still begin another part (CRLF) or end the body (`--`).

/**
 * Encodes the delimiter that opens a multipart body: `--boundary`, without its line end.
 *
 * @throws {@link StreamError} `boundary` if the boundary is invalid
 */
export function encodeFirstDelimiter(boundary: string): Uint8Array<ArrayBuffer> {
  return encodeDelimiter(boundary).slice(2);
}

/**
 * Encodes the head of a part: the line end that completes the previous delimiter, the fields, and the empty line. Write
 * the body after it, then {@link encodeDelimiter}.
 *
 * @throws FieldError as `encodeFields` does
 */
export function encodePartHead(fields: FieldList): Uint8Array<ArrayBuffer> {
  return encode(`\r\n${fieldLines(fields)}\r\n`);
}

/**
 * Encodes a complete part: the line end that completes the previous delimiter, head, body, and the next delimiter,
 * again without its line end.
 *
 * @throws {@link StreamError} `boundary` if the boundary is invalid, or if it occurs in the fields or the body
 * (PREP-RS-10)
 * @throws FieldError as `encodeFields` does
 */
export function encodePart(boundary: string, fields: FieldList, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = `\r\n${fieldLines(fields)}\r\n`;
  const delimiter = encodeDelimiter(boundary);
  const part = encode(head, body, delimiter);
  if (delimiterOccurs(part.subarray(0, part.length - delimiter.length), delimiter)) {
    throw new StreamError("boundary", "the boundary occurs in the fields or the body of the part");
  }
  return part;
}

/** Encodes the bytes that turn the previous delimiter into the close-delimiter: `--` CRLF. */
export function encodeCloseDelimiter(): Uint8Array<ArrayBuffer> {
  return encode("--\r\n");
}
