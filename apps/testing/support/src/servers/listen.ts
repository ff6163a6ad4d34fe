import { once } from "node:events";
import type { AddressInfo, Server, Socket } from "node:net";

/** A server that listens on 127.0.0.1. */
export interface Listening {
  readonly port: number;
  /** Its scheme, which is `http`, and its host and port. */
  readonly origin: string;
  /** Breaks off every connection and closes the server. */
  close(): Promise<void>;
}

/** How a server listens. */
export interface ListenOptions {
  /** Default: 0, a free port. */
  readonly port?: number;
  /** How many connections may wait to be accepted. Default: that of Node. */
  readonly backlog?: number;
}

/** Starts any server of Node (HTTP, HTTP/2, TLS, or none of them) on 127.0.0.1. */
export async function listen(server: Server, { port: wanted = 0, backlog }: ListenOptions = {}): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(wanted, "127.0.0.1", backlog);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
