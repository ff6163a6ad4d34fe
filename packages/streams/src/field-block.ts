import { StreamError } from "./errors.ts";

/**
 * Parses field lines. A line that begins with a space continues the one before it, as in mail (RFC 5322, 2.2.3; RFC 9112,
 * 5.2); empty lines are passed over.
 *
 * @throws StreamError `field-syntax`
 */
export function parseFields(block: string): Headers {
  const fields = new Headers();
  for (const line of block.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    if (line === "") continue;
    const [, name = "", value = ""] = /^([^:]*):(.*)$/s.exec(line) ?? [];
    try {
      fields.append(name, value); // which refuses the empty name of a line without colon
    } catch (cause) {
      throw new StreamError("field-syntax", "a field is malformed", { cause });
    }
  }
  return fields;
}
