import { assertFieldName, assertFieldValue } from "@resource-events/fields";
import { latin1Bytes } from "./bytes.ts";
import { StreamError } from "./errors.ts";

/** Header fields in the order in which they are written; a name may stand there more than once. */
export type FieldList = readonly (readonly [name: string, value: string])[];

/** The field lines as text, one character per byte. */
export function fieldLines(fields: FieldList): string {
  let lines = "";
  for (const [name, value] of fields) {
    assertFieldName(name);
    assertFieldValue(name, value);
    lines += `${name}: ${value}\r\n`;
  }
  for (let at = 0; at < lines.length; at++) {
    // Without this an U+010A would be cut down to a line feed: fields are octets (RFC 9110, 5.5).
    if (lines.charCodeAt(at) > 0xff) throw new StreamError("field-syntax", "a field holds a character above U+00FF");
  }
  return lines;
}

/**
 * Encodes header fields as lines `Name: value` CRLF, one byte per character (ISO 8859-1), without the empty line that
 * ends a block of fields.
 *
 * @throws FieldError (of `@resource-events/fields`) for a name or value that must not be written (RFC 9110, 5.1 and 5.5)
 * @throws {@link StreamError} `field-syntax` for a character that does not fit in a byte
 */
export function encodeFields(fields: FieldList): Uint8Array<ArrayBuffer> {
  return latin1Bytes(fieldLines(fields));
}
