import { concatenate, latin1Bytes, latin1Text } from "./bytes.ts";
import { StreamError } from "./errors.ts";
import { parseFields } from "./field-block.ts";
import { type FieldList, fieldLines } from "./fields.ts";
import { defaultFieldBlock, type StreamLimits } from "./limits.ts";

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
export function decodeMessage(
  bytes: Uint8Array,
  { fieldBlock: limit = defaultFieldBlock }: Pick<StreamLimits, "fieldBlock"> = {},
): Message {
  const text = latin1Text(bytes);
  const emptyLine = /(?:^|\n)\r?\n/.exec(text);
  const end = emptyLine ? emptyLine.index + emptyLine[0].length : text.length;
  if (end > limit) throw new StreamError("field-block-too-large", `more than ${limit} bytes`, { limit });
  return { fields: parseFields(text.slice(0, end)), body: bytes.subarray(end) };
}
