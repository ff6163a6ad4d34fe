/** The reference tokens of a JSON Pointer, unescaped. Empty for the whole document. */
export type JsonPointer = readonly string[];

/**
 * Parses a JSON Pointer (RFC 6901 section 3).
 *
 * @returns undefined if the syntax is invalid
 */
export function parseJsonPointer(value: string): JsonPointer | undefined {
  if (value === "") return [];
  if (!value.startsWith("/") || /~(?![01])/.test(value)) return undefined;
  return value
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** Returns the array index in a reference token (RFC 6901 section 4), or undefined if it is not one, such as `-`. */
export function arrayIndex(token: string): number | undefined {
  return /^(?:0|[1-9][0-9]*)$/.test(token) ? Number(token) : undefined;
}

/** Whether the first pointer leads to the same value as the second, or to a value that contains it. */
export function isPrefix(prefix: JsonPointer, pointer: JsonPointer): boolean {
  return prefix.length <= pointer.length && prefix.every((token, index) => token === pointer[index]);
}
