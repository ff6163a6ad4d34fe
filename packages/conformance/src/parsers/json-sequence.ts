import { type ByteRange, type FormatFault, latin1 } from "./range.ts";

/** One JSON text of a sequence. */
interface JsonItem extends ByteRange {
  readonly value: unknown;
}

/** The items of an application/json-seq content so far. */
export interface JsonSequence {
  readonly items: readonly JsonItem[];
  readonly faults: readonly FormatFault[];
  /** Whether the content ends with a complete item. */
  readonly complete: boolean;
}

const recordSeparator = 0x1e;

/**
 * Reads a sequence of JSON texts (RFC 7464): each is a record separator, a JSON text in UTF-8, and LF. Record
 * separators without a text are skipped. A text that is not JSON is a fault; reading continues at the next record
 * separator. A text whose LF has not arrived is not an item yet.
 */
export function readJsonSequence(bytes: Uint8Array): JsonSequence {
  const items: JsonItem[] = [];
  const faults: FormatFault[] = [];
  const first = bytes.indexOf(recordSeparator);
  const before = first < 0 ? bytes.length : first;
  if (before > 0) faults.push({ offset: 0, length: before, message: "bytes before the first record separator" });
  for (let offset = first; offset >= 0; ) {
    const next = bytes.indexOf(recordSeparator, offset + 1);
    const end = next < 0 ? bytes.length : next;
    const range = { offset, length: end - offset };
    if (end > offset + 1) {
      const whole = bytes[end - 1] === 0x0a;
      if (whole) {
        const value = jsonOf(bytes.subarray(offset + 1, end));
        if (value === undefined) faults.push({ ...range, message: `not JSON: ${shown(bytes, range)}` });
        else items.push({ ...range, value: value.value });
      } else if (next >= 0) faults.push({ ...range, message: `no LF after a JSON text: ${shown(bytes, range)}` });
      else return { items, faults, complete: false };
    }
    offset = next;
  }
  return { items, faults, complete: true };
}

function jsonOf(bytes: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)) };
  } catch {
    return undefined;
  }
}

function shown(bytes: Uint8Array, { offset, length }: ByteRange): string {
  return JSON.stringify(latin1(bytes, offset, offset + Math.min(length, 80)));
}
