import { assertFieldName, assertFieldValue } from "@resource-events/fields";

/** Header fields in the order of writing. A name may occur more than once. */
export type FieldList = readonly (readonly [name: string, value: string])[];

/**
 * Writes header fields as lines `Name: value` CRLF, with one character per byte.
 *
 * @throws FieldError (see {@link encodeFields})
 */
export function fieldLines(fields: FieldList): string {
  let lines = "";
  for (const [name, value] of fields) {
    assertFieldName(name);
    assertFieldValue(name, value);
    lines += `${name}: ${value}\r\n`;
  }
  return lines;
}

/** Encodes text as one byte per character, followed by the pieces, in one new array. Characters end at U+00FF. */
export function encode(text: string, ...pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = text.length;
  for (const piece of pieces) length += piece.length;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/**
 * Encodes header fields as lines `Name: value` CRLF, with one byte per character (ISO 8859-1), without the empty line
 * that ends a block of fields.
 *
 * @throws FieldError (of `@resource-events/fields`) `field-name` or `field-value` if a name or value is invalid (RFC
 * 9110, 5.1 and 5.5)
 */
export function encodeFields(fields: FieldList): Uint8Array<ArrayBuffer> {
  return encode(fieldLines(fields));
}
