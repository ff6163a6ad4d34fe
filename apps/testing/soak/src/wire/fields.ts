import { WireError } from "./wire-error.ts";

/** Header fields, in order. */
export type Fields = readonly (readonly [name: string, value: string])[];

/**
 * Parses field lines, each ended by CRLF, as strictly as they must be written: no folding, no white space before the
 * colon, no control characters.
 */
export function parseFields(block: Buffer): Fields {
  const text = block.toString("latin1");
  if (text === "") return [];
  if (!text.endsWith("\r\n")) throw new WireError("A field block has no end", block);
  return text
    .slice(0, -2)
    .split("\r\n")
    .map((line) => {
      const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+): ?([\t -~\x80-\xff]*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined)
        throw new WireError("Not a field line", Buffer.from(line, "latin1"));
      return [name, value];
    });
}

/** The value of a field; throws if the field occurs more than once. */
export function fieldOf(fields: Fields, name: string): string | undefined {
  const found = fields.filter(([one]) => one.toLowerCase() === name.toLowerCase());
  if (found.length > 1) throw new WireError(`The field ${name} occurs ${found.length} times`);
  return found[0]?.[1];
}
