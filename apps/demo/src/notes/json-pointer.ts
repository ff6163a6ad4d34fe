/** The reference tokens of a JSON Pointer, unescaped; none for the whole document. */
export type JsonPointer = readonly string[];

/**
 * Reads a JSON Pointer (RFC 6901 section 3).
 *
 * @returns undefined where the syntax is wrong.
 */
export function parseJsonPointer(value: string): JsonPointer | undefined {
  if (value === "") return [];
  if (!value.startsWith("/") || /~(?![01])/.test(value)) return undefined;
  return value
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The index that a reference token names in an array (RFC 6901 section 4); undefined where it names none, as `-`. */
export function arrayIndex(token: string): number | undefined {
  return /^(?:0|[1-9][0-9]*)$/.test(token) ? Number(token) : undefined;
}

/** Whether the first pointer leads to the place of the second, or to something that it lies in. */
export function isPrefix(prefix: JsonPointer, pointer: JsonPointer): boolean {
  return prefix.length <= pointer.length && prefix.every((token, index) => token === pointer[index]);
}
