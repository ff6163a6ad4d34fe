import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import type { RunningServer } from "./running-server.ts";

/** Has a server of Node listen; with a certificate, it is one of TLS. */
export async function listening(server: Server, certificate?: string): Promise<RunningServer> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    ...(certificate === undefined
      ? { origin: `http://127.0.0.1:${port}` }
      : { origin: `https://127.0.0.1:${port}`, certificate }),
    async close() {
      const closed = once(server, "close");
      server.close();
      if ("closeAllConnections" in server && typeof server.closeAllConnections === "function") {
        server.closeAllConnections();
      }
      await closed;
    },
  };
}
