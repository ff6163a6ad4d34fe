import { StreamError } from "./errors.ts";

/**
 * Parses field lines. A line that begins with a space or tab continues the previous line, as in mail (RFC 5322, 2.2.3;
 * RFC 9112, 5.2). Empty lines are ignored.
 *
 * @throws StreamError `field-syntax`
 */
export function parseFields(block: string): Headers {
  const fields = new Headers();
  for (const line of block.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    if (line === "") continue;
    const [, name = "", value = ""] = /^([^:]*):(.*)$/s.exec(line) ?? [];
    try {
      fields.append(name, value); // throws for the empty name of a line without a colon
    } catch (cause) {
      throw new StreamError("field-syntax", "invalid field line", { cause });
    }
  }
  return fields;
}
