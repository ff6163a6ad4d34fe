import { StreamError } from "./errors.ts";

/**
 * The number of bytes that `Content-Length` tells, undefined without that field. Repeated equal values count as one (RFC
 * 9110, 8.6).
 *
 * @throws StreamError `length-mismatch` for values that differ or are no number
 */
export function contentLength(fields: Headers): number | undefined {
  const value = fields.get("content-length");
  if (value === null) return undefined;
  const length = Number(/^(\d+)(?:[ \t]*,[ \t]*\1)*$/.exec(value)?.[1]);
  if (!Number.isSafeInteger(length)) throw new StreamError("length-mismatch", "no single Content-Length");
  return length;
}
