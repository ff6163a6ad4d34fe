import type { ByteRange } from "../parsers/range.ts";

/** A run of characters of the same kind. */
export interface Run {
  /** Text; an invisible character in a visible form; or the position where something is missing. */
  readonly kind: "text" | "control" | "missing";
  readonly text: string;
  /** Whether it belongs to the offending bytes. */
  readonly marked: boolean;
}

/** The runs of a line, including its line ending. */
export type Line = readonly Run[];

/**
 * Converts bytes (one per character) to visible lines. It decodes UTF-8, makes CR, LF and other controls visible, and
 * writes invalid UTF-8 as bytes. Nothing in the output can control a terminal or change the direction of writing.
 */
export function visibleLines(bytes: string, mark?: ByteRange): readonly Line[] {
  const lines: Run[][] = [[]];
  const add = (kind: Run["kind"], text: string, marked: boolean) => {
    const line = lines.at(-1) ?? [];
    const last = line.at(-1);
    if (last !== undefined && last.kind === kind && last.marked === marked) {
      line[line.length - 1] = { ...last, text: last.text + text };
    } else line.push({ kind, text, marked });
  };
  for (let at = 0; at < bytes.length; ) {
    const [text, length, kind] = characterAt(bytes, at);
    const marked = mark !== undefined && at < mark.offset + mark.length && at + length > mark.offset;
    add(kind, text, marked);
    at += length;
    if (text === "␊") lines.push([]);
  }
  if (mark !== undefined && mark.offset >= bytes.length) add("missing", "⟨here⟩", true);
  if (lines.at(-1)?.length === 0) lines.pop();
  return lines;
}

/** Converts a line to plain text. Marked bytes are between » and «. */
export function plainLine(line: Line): string {
  return line
    .map(({ text, marked }, index) => {
      const opens = marked && line[index - 1]?.marked !== true;
      const closes = marked && line[index + 1]?.marked !== true;
      return `${opens ? "»" : ""}${text}${closes ? "«" : ""}`;
    })
    .join("");
}

/** Makes controls in a text without line breaks visible, so that it is safe to show anywhere. */
export function printable(text: string): string {
  return text.replace(unseen, (character) => written(character.codePointAt(0) ?? 0));
}

/** Controls, format characters such as direction marks, line and paragraph separators, and unassigned characters. */
const unseen = /[\p{C}\p{Zl}\p{Zp}]/gu;

function characterAt(bytes: string, at: number): readonly [text: string, length: number, kind: Run["kind"]] {
  const byte = bytes.charCodeAt(at);
  if (byte < 0x20 || byte === 0x7f) return [written(byte), 1, "control"];
  if (byte < 0x80) return [bytes.charAt(at), 1, "text"];
  const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
  const sequence = Buffer.from(bytes.slice(at, at + length), "latin1");
  const text = sequence.toString("utf8");
  if (!Buffer.from(text, "utf8").equals(sequence) || [...text].length !== 1) {
    return [`\\x${byte.toString(16)}`, 1, "control"];
  }
  const shown = printable(text);
  return [shown, length, shown === text ? "text" : "control"];
}

/** ASCII controls have symbols in Unicode. */
function written(code: number): string {
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "␡" : `\\u{${code.toString(16)}}`;
}
