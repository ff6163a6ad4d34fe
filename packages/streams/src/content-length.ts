import { StreamError } from "./errors.ts";

/**
 * The number of bytes that `Content-Length` tells, or -1 without that field. Repeated equal values count as one (RFC 9110,
 * 8.6).
 *
 * @throws StreamError `length-mismatch` for values that differ or are no number
 */
export function contentLength(fields: Headers): number {
  const value = fields.get("content-length");
  if (value === null) return -1;
  const [first = "", ...others] = value.split(",").map((one) => one.trim());
  const length = Number(first);
  if (!/^\d+$/.test(first) || !Number.isSafeInteger(length) || others.some((other) => other !== first)) {
    throw new StreamError("length-mismatch", "Content-Length is no single number of bytes");
  }
  return length;
}
