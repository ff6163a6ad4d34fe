import type { Socket } from "node:net";
import type { NodeResponse } from "./messages.ts";

interface Connection {
  /** How many requests wait for their turn. */
  waiting: number;
  /** The last of its responses that was a stream. It has its socket until it is complete. */
  stream: NodeResponse | undefined;
  /** Whether it is not read because of those. */
  paused: boolean;
}

/**
 * Bounds how many pipelined requests wait on a connection of HTTP/1.1 behind a response that is not complete. Above the bound
 * the connection is not read until fewer wait. Behind a stream it is closed instead: the stream may last for an hour, and a
 * connection that is not read does not tell that its client has left.
 */
export class WaitingRequests {
  readonly #connections = new WeakMap<Socket, Connection>();

  constructor(private readonly most: number) {}

  /** Resolves when it is the turn of this response; `undefined`: it is its turn. */
  turn(response: NodeResponse, socket: Socket): Promise<void> | undefined {
    if (response.socket !== null) return undefined;
    const connection = this.#of(socket);
    connection.waiting += 1;
    if (connection.waiting > this.most) this.#stopReading(socket, connection);
    return new Promise((resolve) => {
      // Not emitted if the connection closes before.
      response.once("socket", () => {
        connection.waiting -= 1;
        if (connection.paused && connection.waiting === this.most) this.#readSoon(socket, connection);
        resolve();
      });
    });
  }

  /** The response is a stream. */
  stream(response: NodeResponse, socket: Socket): void {
    const connection = this.#of(socket);
    connection.stream = response;
    if (connection.waiting > this.most) socket.destroy();
  }

  #stopReading(socket: Socket, connection: Connection): void {
    if (connection.stream?.socket === socket) {
      socket.destroy();
      return;
    }
    // Again, if something has resumed it.
    pauseReading(socket);
    if (connection.paused) return;
    connection.paused = true;
    socket.prependListener("drain", hidePause);
    socket.on("drain", showPause);
  }

  /** In the next turn of the event loop: a client that always has more to send would keep this one for itself. */
  #readSoon(socket: Socket, connection: Connection): void {
    setImmediate(() => {
      if (!connection.paused || connection.waiting > this.most) return;
      connection.paused = false;
      socket.off("drain", hidePause).off("drain", showPause);
      resumeReading(socket);
    });
  }

  #of(socket: Socket): Connection {
    const known = this.#connections.get(socket);
    if (known !== undefined) return known;
    const connection: Connection = { waiting: 0, stream: undefined, paused: false };
    this.#connections.set(socket, connection);
    return connection;
  }
}

/**
 * What node:http does with a connection whose responses wait. Without its own mark, the next request that is read resumes the
 * connection, and the parser goes on. If a version lacks it, a connection is only read for longer.
 */
type Pausable = Socket & { _paused?: boolean; readonly parser?: { resume?(): void } | null };

function pauseReading(socket: Pausable): void {
  if (socket._paused === true) return;
  socket._paused = true;
  socket.pause();
}

function resumeReading(socket: Pausable): void {
  socket._paused = false;
  socket.parser?.resume?.();
  socket.resume();
}

/** Before node:http sees that a connection has drained: with its mark, it would resume it, each time for a piece of input. */
function hidePause(this: Pausable): void {
  this._paused = false;
}

/** After it. */
function showPause(this: Pausable): void {
  this._paused = true;
}
