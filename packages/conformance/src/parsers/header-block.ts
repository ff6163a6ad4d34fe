import type { FieldLine } from "../wire/field-line.ts";
import { type ByteRange, type FormatFault, indexOf, latin1 } from "./range.ts";

/** A field line with its position. */
export interface LocatedField extends FieldLine, ByteRange {}

/** The field lines at the beginning of a message or a body part. */
export interface HeaderBlock {
  readonly fields: readonly LocatedField[];
  /** The offset of the body, or the end of the bytes if there is no empty line. */
  readonly bodyStart: number;
  /** Whether the empty line has arrived. */
  readonly closed: boolean;
  readonly faults: readonly FormatFault[];
}

/**
 * Reads field lines up to the empty line, or to the end of the bytes (RFC 5322 section 2.2, RFC 9112 section 5).
 * Offsets are relative to `base`. Lines end with CRLF. A bare LF or CR, a folded line, and a line that is not a field
 * are faults.
 */
export function readHeaderBlock(bytes: Uint8Array, base = 0): HeaderBlock {
  const fields: LocatedField[] = [];
  const faults: FormatFault[] = [];
  for (let start = 0; ; ) {
    const end = indexOf(bytes, "\r\n", start);
    if (end === start) return { fields, faults, bodyStart: base + end + 2, closed: true };
    const lineEnd = end < 0 ? bytes.length : end;
    if (lineEnd > start) {
      const range = { offset: base + start, length: lineEnd - start };
      const line = latin1(bytes, start, lineEnd);
      const [, name, value] = /^([!#$%&'*+.^_`|~0-9a-z-]+):[ \t]*([\t -~\x80-\xff]*?)[ \t]*$/i.exec(line) ?? [];
      if (name === undefined || value === undefined) {
        faults.push({ ...range, message: `not a field line: ${JSON.stringify(line.slice(0, 80))}` });
      } else fields.push({ name, value, ...range });
    }
    if (end < 0) return { fields, faults, bodyStart: base + bytes.length, closed: false };
    start = end + 2;
  }
}
