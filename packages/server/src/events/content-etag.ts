import type { HeaderFields } from "../message.ts";

/**
 * What the package `etag` makes of a content, and with it Express and koa-etag: its length, and a part of its SHA-1. What it makes
 * of a file, and with it `send` (`sendFile` of Express): its length, and when it was modified, in milliseconds.
 */
const computed = /^(?:W\/)?"([\da-f]+)-(?:[A-Za-z\d+/]{27}|[\da-f]{10,11})"$/;

/**
 * Whether the `ETag` of a response to a mutation was computed of the content of this response, by a middleware that does so for
 * whatever the application sends, or of the file that is sent as this content. Such content tells how the request went (RFC 9110
 * 15.3.1): it is not the resource, and its tag is not one that a GET would have. An application that has saved the file, and
 * sends it, knows better: it can describe the event.
 */
export function isOfContent(etag: string, status: number, fields: HeaderFields): boolean {
  if (status === 204 || status === 205) return false;
  const length = computed.exec(etag)?.[1];
  if (length === undefined) return false;
  const announced = fields.get("content-length");
  return announced === null ? fields.get("content-type") !== null : Number(announced) === Number.parseInt(length, 16);
}
