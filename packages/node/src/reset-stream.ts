import { http2StreamOf, type NodeResponse } from "./messages.ts";

/**
 * Closes a stream of HTTP/2 once its client has reset it. Node does so only if the code of the reset is an error, or no write
 * is under way: otherwise the response would never close, and keep its subscription.
 */
export function closeOnReset(response: NodeResponse): void {
  const stream = http2StreamOf(response);
  // Not at once: if we reset it ourselves, Node emits this before it sends the reset.
  stream?.once("aborted", () => setImmediate(() => stream.destroy()));
}
