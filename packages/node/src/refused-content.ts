import { constants } from "node:http2";
import { http2StreamOf, type NodeRequest, type NodeResponse } from "./messages.ts";

/**
 * Bounds the time in which the content of a request still comes after it was refused. The rest is dropped as it comes: a client
 * may send all of it before it reads the response, and then send another request. If it has not come within `seconds`, the
 * connection is closed; on HTTP/2, the stream (RFC 9113 section 8.1).
 */
export function closeAfterRefusal(request: NodeRequest, response: NodeResponse, seconds: number): void {
  if (request.complete) return;
  const stream = http2StreamOf(response);
  const { socket } = request;
  const timer = setTimeout(() => {
    if (stream === undefined) socket.destroy();
    else stream.close(constants.NGHTTP2_NO_ERROR);
  }, seconds * 1000);
  const forget = (): void => clearTimeout(timer);
  request.once("end", forget).once("close", forget);
}
