import type { Http2Session } from "node:http2";
import type { Socket } from "node:net";
import { http2StreamOf, type NodeResponse } from "./messages.ts";

/** The socket of a response: on HTTP/2, that of its session. `undefined` once the response has left it. */
export function socketOf(response: NodeResponse): Socket | undefined {
  const stream = http2StreamOf(response);
  if (stream === undefined) return response.socket ?? undefined;
  return stream.session === undefined ? undefined : socketOfSession(stream.session);
}

/** Closes the connection of a response at once, whatever waits to be sent on it. */
export function disconnect(response: NodeResponse): void {
  (socketOf(response) ?? response).destroy();
}

/**
 * Closes the connection of a session at once. A session that is destroyed waits for its last write to end, which a client
 * that reads nothing can put off for ever.
 */
export function disconnectSession(session: Http2Session): void {
  (socketOfSession(session) ?? session).destroy();
}

/** A session shows its socket behind a proxy that lets nobody destroy it. `off` is the socket's own, and returns the socket. */
function socketOfSession(session: Http2Session): Socket | undefined {
  return session.destroyed ? undefined : (session.socket.off("close", nothing) as Socket);
}

function nothing(): void {}
