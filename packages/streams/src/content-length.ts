import { StreamError } from "./errors.ts";

/**
 * Reads `Content-Length`, in bytes. Returns undefined if the field is absent. Repeated equal values count as one (RFC
 * 9110, 8.6).
 *
 * @throws StreamError `length-mismatch` if the values differ or are not numbers
 */
export function contentLength(fields: Headers): number | undefined {
  const value = fields.get("content-length");
  if (value === null) return undefined;
  const length = Number(/^(\d+)(?:[ \t]*,[ \t]*\1)*$/.exec(value)?.[1]);
  if (!Number.isSafeInteger(length)) throw new StreamError("length-mismatch", "invalid Content-Length");
  return length;
}
