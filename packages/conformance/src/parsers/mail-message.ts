import { type LocatedField, readHeaderBlock } from "./header-block.ts";
import type { FormatFault } from "./range.ts";

/** A message/rfc822: its fields and its body, which may be empty. */
export interface MailMessage {
  readonly fields: readonly LocatedField[];
  readonly body: Uint8Array;
  readonly bodyOffset: number;
  readonly faults: readonly FormatFault[];
}

/** Reads a complete message. Without a body it may lack the empty line (RFC 5322 section 2.1). */
export function readMailMessage(bytes: Uint8Array, base = 0): MailMessage {
  const { fields, faults, bodyStart } = readHeaderBlock(bytes, base);
  return { fields, faults, bodyOffset: bodyStart, body: bytes.subarray(bodyStart - base) };
}
