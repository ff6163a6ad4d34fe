import type { Socket } from "node:net";
import { http2StreamOf, type NodeResponse } from "../messages.ts";
import { method, replaceProperties } from "./replaced-properties.ts";

/** A timer that an application can set: that of a socket, or of a connection of HTTP/2. */
interface Timed {
  readonly timeout?: number | undefined;
  setTimeout(milliseconds: number): unknown;
}

/**
 * Ends the time-outs that an application has set for its response, by the request, the response or the socket. It has ended
 * its response, but the stream that begins with it may be quiet for longer. A time-out of the whole server stays.
 */
export function endTimeOuts(response: NodeResponse): void {
  const { req: request, socket } = response;
  const stream = http2StreamOf(response);
  const ofServer = timeOutOfServer(socket);
  if (stream === undefined) {
    if (socket !== null) setTimeOut(socket, ofServer);
  } else {
    stream.setTimeout(0);
    if (stream.session !== undefined) setTimeOut(stream.session as Timed, ofServer);
  }
  for (const message of [request, response]) {
    if (message) replaceProperties(message, { setTimeout: method(() => message) });
  }
}

/** Sets a timer anew only if it was changed: it runs for all streams of a connection. */
function setTimeOut(timed: Timed, milliseconds: number): void {
  if ((timed.timeout ?? 0) !== milliseconds) timed.setTimeout(milliseconds);
}

/** `server.timeout`, which a socket has from its beginning. */
function timeOutOfServer(socket: Socket | null): number {
  const { server } = (socket ?? {}) as { readonly server?: { readonly timeout?: unknown } | null };
  return typeof server?.timeout === "number" ? server.timeout : 0;
}
