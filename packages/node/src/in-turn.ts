import { AsyncResource } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { ServerError } from "@resource-events/server";

/** How many requests may wait. */
export interface InTurnOptions {
  /**
   * How many pipelined requests of one HTTP/1.1 connection may wait for their turn. A connection with more is closed: a stream
   * may be before them, and last for an hour. Default: 100.
   */
  readonly waitingRequests?: number;
}

/**
 * Makes a listener of node:http that gets each pipelined request only when it is its turn to be responded to. For packages that
 * serve a Fetch handler by node:http: otherwise subscriptions that wait behind a stream take places, and node:http does not
 * read the connection any more, so that nobody learns that the client has left. Requests of HTTP/2 have no turn.
 *
 * @throws `ServerError` `option` if an option is invalid.
 */
export function inTurn<Request extends IncomingMessage, Response extends ServerResponse<Request>>(
  listener: (request: Request, response: Response) => unknown,
  { waitingRequests = 100 }: InTurnOptions = {},
): (request: Request, response: Response) => void {
  if (!(waitingRequests >= 0)) {
    throw new ServerError("option", `waitingRequests must be a number, 0 or more, not ${waitingRequests}`);
  }
  const waiting = new WeakMap<Socket, number>();
  return (request, response) => {
    // A response that waits for others has no socket yet.
    if (response.socket !== null) {
      listener(request, response);
      return;
    }
    const { socket } = request;
    const count = (waiting.get(socket) ?? 0) + 1;
    waiting.set(socket, count);
    if (count > waitingRequests) {
      socket.destroy();
      return;
    }
    // The response before brings this about, and its context is not that of this request.
    const listen = AsyncResource.bind(() => listener(request, response));
    // Not emitted if the connection closes before.
    response.once("socket", () => {
      waiting.set(socket, (waiting.get(socket) ?? 1) - 1);
      listen();
    });
  };
}
