import { concatenate, latin1Bytes } from "./bytes.ts";
import { FieldBlock, parseFields } from "./field-block.ts";
import { type FieldList, fieldLines } from "./fields.ts";
import type { StreamLimits } from "./limits.ts";

/** A message of type `message/rfc822`: PREP's default form of a notification (PREP-MS-3 to PREP-MS-7). */
export interface Message {
  /** Its header fields. */
  readonly fields: Headers;
  /** What follows the empty line, possibly nothing: a view of the bytes that were decoded. */
  readonly body: Uint8Array;
}

/**
 * Encodes a message: its fields, the empty line, and its body where it has one.
 *
 * @throws FieldError, {@link StreamError} as `encodeFields` does
 */
export function encodeMessage(fields: FieldList, body?: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = latin1Bytes(`${fieldLines(fields)}\r\n`);
  return body === undefined ? head : concatenate([head, body]);
}

/**
 * Decodes a whole message. Tolerates that it has no fields, that the empty line is missing where there is no body, and
 * line ends without CR.
 *
 * @throws {@link StreamError} `field-syntax`, `field-block-too-large`
 */
export function decodeMessage(bytes: Uint8Array, limits: Pick<StreamLimits, "fieldBlock"> = {}): Message {
  const block = new FieldBlock(limits.fieldBlock);
  const end = block.take(bytes, 0);
  return { fields: parseFields(block.text()), body: bytes.subarray(end < 0 ? bytes.length : end) };
}
