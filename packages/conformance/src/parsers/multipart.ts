import { type HeaderBlock, type LocatedField, readHeaderBlock } from "./header-block.ts";
import { type ByteRange, type FormatFault, indexOf, latin1 } from "./range.ts";

/** A boundary delimiter: from its `--`, or from the CRLF before, which belongs to it (RFC 2046 section 5.1.1). */
interface Delimiter extends ByteRange {
  /** Whether it is the close-delimiter. */
  readonly close: boolean;
  /** Whether its line ending has arrived, or the second `--` of a close-delimiter. Before that it may become either. */
  readonly complete: boolean;
  /** The spaces and tabs after it. */
  readonly padding: string;
}

/** One body part. */
export interface Part extends ByteRange {
  readonly fields: readonly LocatedField[];
  readonly body: Uint8Array;
  /** The offset of the body. */
  readonly bodyOffset: number;
  /** Whether the delimiter that ends it has arrived. */
  readonly closed: boolean;
  /** Whether its fields are complete. */
  readonly headComplete: boolean;
}

/** A multipart content so far. */
export interface Multipart {
  readonly boundary: string;
  readonly preamble: ByteRange;
  readonly parts: readonly Part[];
  readonly delimiters: readonly Delimiter[];
  /** Whether the close-delimiter has arrived. */
  readonly closed: boolean;
  /** The bytes after the close-delimiter, including its line ending. */
  readonly epilogue: ByteRange | undefined;
  readonly faults: readonly FormatFault[];
}

/**
 * Reads multipart content strictly as RFC 2046 section 5.1.1 says. The content may be incomplete. A delimiter at the
 * end of the bytes ends a part even without a line ending (PREP-RS-8). Offsets are relative to `base`.
 */
export function readMultipart(bytes: Uint8Array, boundary: string, base = 0): Multipart {
  const { delimiters, faults, closed } = findDelimiters(bytes, boundary);
  const parts: Part[] = [];
  delimiters.forEach((delimiter, index) => {
    if (delimiter.close || !delimiter.complete) return;
    const next = delimiters[index + 1];
    const start = delimiter.offset + delimiter.length;
    const end = Math.max(start, next?.offset ?? bytes.length);
    parts.push(partOf(bytes, start, end, next !== undefined, base, faults));
  });
  const first = delimiters[0];
  const last = delimiters.at(-1);
  const epilogueStart = last !== undefined && closed ? last.offset + last.length : bytes.length;
  const shift = <Range extends ByteRange>(range: Range): Range => ({ ...range, offset: range.offset + base });
  return {
    boundary,
    preamble: shift({ offset: 0, length: first?.offset ?? bytes.length }),
    parts,
    delimiters: delimiters.map(shift),
    closed,
    epilogue: closed ? shift({ offset: epilogueStart, length: bytes.length - epilogueStart }) : undefined,
    faults: faults.map(shift),
  };
}

function findDelimiters(bytes: Uint8Array, boundary: string) {
  const dashed = `--${boundary}`;
  const delimiters: Delimiter[] = [];
  const faults: FormatFault[] = [];
  let search = 0;
  /** The end of the latest delimiter with its line ending: the next delimiter needs another CRLF. */
  let lineEnd = 0;
  for (;;) {
    const at = indexOf(bytes, dashed, search);
    if (at < 0) return { delimiters, faults, closed: false };
    search = at + dashed.length;
    const preceded = latin1(bytes, Math.max(0, at - 2), at);
    const bare = preceded.endsWith("\n") && preceded !== "\r\n";
    if (bare) faults.push({ offset: at - 1, length: dashed.length + 1, message: "a delimiter after a bare LF" });
    if (at !== 0 && preceded !== "\r\n") continue;
    const offset = at === 0 ? 0 : at - 2;
    if (at > 0 && offset < lineEnd) {
      faults.push({
        offset: at,
        length: dashed.length,
        message: "a delimiter that shares its CRLF with the one before",
      });
    }
    const rest = latin1(bytes, search, search + 1_024);
    if (rest.startsWith("--")) {
      delimiters.push({ offset, length: search + 2 - offset, close: true, complete: true, padding: "" });
      return { delimiters, faults, closed: true };
    }
    const [whole, padding = "", end = ""] = /^([ \t]*)(\r\n|\r?$|-$)/.exec(rest) ?? [];
    if (whole === undefined) {
      const message = `${JSON.stringify(dashed)} begins a line, but is not alone on it`;
      faults.push({ offset: at, length: dashed.length, message });
      continue;
    }
    const complete = end === "\r\n";
    search += complete ? whole.length : padding.length;
    delimiters.push({ offset, length: search - offset, close: false, complete, padding });
    lineEnd = search;
  }
}

function partOf(
  bytes: Uint8Array,
  start: number,
  end: number,
  closed: boolean,
  base: number,
  faults: FormatFault[],
): Part {
  const content = bytes.subarray(start, end);
  const block: HeaderBlock = readHeaderBlock(content);
  const headComplete = closed || block.closed;
  // Incomplete lines are not faults yet.
  if (headComplete) faults.push(...block.faults.map((fault) => ({ ...fault, offset: fault.offset + start })));
  return {
    offset: base + start,
    length: end - start,
    fields: headComplete ? block.fields.map((field) => ({ ...field, offset: base + start + field.offset })) : [],
    body: content.subarray(block.bodyStart),
    bodyOffset: base + start + block.bodyStart,
    closed,
    headComplete,
  };
}
