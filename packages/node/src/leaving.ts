import { http2StreamOf, isClosed, type NodeResponse } from "./messages.ts";

/**
 * Whether an error says no more than that the client of a response has left: the error of its connection, or that of
 * `stream.pipeline` for a response that closed too soon. That is no failure: clients leave streams all the time.
 */
export function isLeaving(error: unknown, response: NodeResponse): boolean {
  if (!(error instanceof Error)) return false;
  if (isOfPeer(error, response)) return true;
  return codeOf(error) === "ERR_STREAM_PREMATURE_CLOSE" && isClosed(response) && !isBrokenOff(response);
}

/** Whether the application has destroyed a response with an error: then it was not the client who left. */
export function isBrokenOff(response: NodeResponse): boolean {
  // Node keeps it with the stream in HTTP/2.
  const error = http2StreamOf(response)?.errored ?? response.errored;
  return error instanceof Error && !isOfPeer(error, response);
}

/** Whether the error is that of the connection, or of the stream of HTTP/2, and not one that the application gave it. */
function isOfPeer(error: Error, response: NodeResponse): boolean {
  if (http2StreamOf(response) !== undefined && /^ERR_HTTP2_(?:STREAM|SESSION)_ERROR$/.test(codeOf(error))) return true;
  return error === response.req?.socket?.errored && error !== response.errored;
}

function codeOf(error: Error): string {
  return String((error as NodeJS.ErrnoException).code);
}
