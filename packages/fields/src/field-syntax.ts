import { excerpt, FieldError } from "./errors.ts";

/** Whether a string is a `token`, as field names, methods and media types are made of (RFC 9110 section 5.6.2). */
export function isToken(value: string): boolean {
  return /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/.test(value);
}

/**
 * Checks the name of a field before it is written anywhere (RFC 9110 section 5.1).
 *
 * @throws {@link FieldError} `field-name` for anything but a token
 */
export function assertFieldName(name: string): void {
  if (!isToken(name)) throw new FieldError("field-name", `${excerpt(name)} is no field name`);
}

/**
 * Checks the value of a field before it is written anywhere (RFC 9110 section 5.5): no control character but an inner
 * tab, no whitespace at either end, no character beyond one byte. What passes cannot end a field and begin another.
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
      throw new FieldError("field-value", `Character ${index} of the value of ${excerpt(name)} is not allowed there`, {
        field: name,
      });
    }
  }
}

/** The value without optional whitespace at its ends; a regular expression would take quadratic time on long runs. */
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
 * The members of a comma-separated list (RFC 9110 section 5.6.1), untrimmed: a comma inside a quoted string, or inside
 * a Display String (RFC 9651 section 3.3.8), which knows no backslash, separates nothing.
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
