import { type LocatedField, readHeaderBlock } from "./header-block.ts";
import type { FormatFault } from "./range.ts";

/** A message/rfc822: fields, and a body that is empty where there is none. */
export interface MailMessage {
  readonly fields: readonly LocatedField[];
  readonly body: Uint8Array;
  readonly bodyOffset: number;
  readonly faults: readonly FormatFault[];
}

/** Reads a whole message (RFC 5322 section 2.1: the empty line stands there only where a body follows). */
export function readMailMessage(bytes: Uint8Array, base = 0): MailMessage {
  const { fields, faults, bodyStart } = readHeaderBlock(bytes, base);
  return { fields, faults, bodyOffset: bodyStart, body: bytes.subarray(bodyStart - base) };
}
