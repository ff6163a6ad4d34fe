import { excerpt, FieldError } from "./errors.ts";

/**
 * The source of a pattern for `token`, the grammar of field names, methods and media types (RFC 9110 section 5.6.2).
 */
export const tokenPattern = "[!#$%&'*+\\-.^_`|~\\dA-Za-z]+";

const wholeToken = new RegExp(`^${tokenPattern}$`);

/** Whether a string is a `token`: a valid field name, method, type or subtype (RFC 9110 section 5.6.2). */
export function isToken(value: string): boolean {
  return wholeToken.test(value);
}

/**
 * Checks a field name before it is written anywhere (RFC 9110 section 5.1).
 *
 * @throws {@link FieldError} `field-name` if the name is not a token
 */
export function assertFieldName(name: string): void {
  if (!wholeToken.test(name)) throw new FieldError("field-name", `${excerpt(name)} is not a valid field name`);
}

/**
 * Checks a field value before it is written anywhere (RFC 9110 section 5.5). A value that passes cannot end its field
 * and begin another: it has no control characters (tabs between other characters are allowed), no whitespace at either
 * end, and no characters above U+00FF.
 *
 * @throws {@link FieldError} `field-value`
 */
export function assertFieldValue(name: string, value: string): void {
  const end = value.length - 1;
  for (let index = 0; index <= end; index += 1) {
    const code = value.charCodeAt(index);
    const whitespace = code === 0x20 || code === 0x09;
    const allowed = whitespace ? index > 0 && index < end : code > 0x20 && code !== 0x7f && code <= 0xff;
    if (!allowed) {
      throw new FieldError("field-value", `The value of ${excerpt(name)} has an invalid character at ${index}`, {
        field: name,
      });
    }
  }
}

/** Removes spaces and tabs from both ends. A regular expression would take quadratic time on long runs of them. */
export function trimWhitespace(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isWhitespace(value.charCodeAt(start))) start += 1;
  while (end > start && isWhitespace(value.charCodeAt(end - 1))) end -= 1;
  return value.slice(start, end);
}

function isWhitespace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/**
 * Splits a comma-separated list (RFC 9110 section 5.6.1) into its members, without trimming them. Commas inside a
 * quoted string do not separate members. Nor do commas inside a Display String (RFC 9651 section 3.3.8), where a
 * backslash does not escape anything.
 */
export function splitMembers(value: string): string[] {
  const members: string[] = [];
  let start = 0;
  let quote: "none" | "string" | "display-string" = "none";
  for (let index = 0; index < value.length; index += 1) {
    const character = value[index];
    if (character === '"') {
      if (quote === "none") quote = value[index - 1] === "%" ? "display-string" : "string";
      else quote = "none";
    } else if (character === "\\" && quote === "string") {
      index += 1;
    } else if (character === "," && quote === "none") {
      members.push(value.slice(start, index));
      start = index + 1;
    }
  }
  members.push(value.slice(start));
  return members;
}
