import type { Server } from "node:net";
import { listen } from "@resource-events/testing-support";
import type { RunningServer } from "./running-server.ts";

/** Starts a server of Node; with a certificate, it is one of TLS. */
export async function listening(server: Server, certificate?: string): Promise<RunningServer> {
  const { port, origin, close } = await listen(server);
  return certificate === undefined ? { origin, close } : { origin: `https://127.0.0.1:${port}`, certificate, close };
}
