import { encode, type FieldList, fieldLines } from "./encode.ts";
import { StreamError } from "./errors.ts";
import { parseFields } from "./field-block.ts";
import { latin1Text } from "./latin1.ts";
import { defaultFieldBlock, type StreamLimits } from "./limits.ts";

/** A message of type `message/rfc822`: the default form of notifications in PREP (PREP-MS-3 to PREP-MS-7). */
export interface Message {
  /** The header fields. */
  readonly fields: Headers;
  /** The bytes after the empty line, possibly none: a view of the decoded bytes. */
  readonly body: Uint8Array;
}

/**
 * Encodes a message: the fields, the empty line, and the body, if any.
 *
 * @throws FieldError as `encodeFields` does
 */
export function encodeMessage(fields: FieldList, body?: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = `${fieldLines(fields)}\r\n`;
  return body === undefined ? encode(head) : encode(head, body);
}

/**
 * Decodes a complete message. The message may have no fields, its line ends may lack CR, and the empty line may be
 * missing if there is no body.
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
