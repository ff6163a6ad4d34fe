import type { Server } from "node:net";
import { listen as listenOn } from "@resource-events/testing-support";
import type { Served } from "./served.ts";

/** Starts a server, with room for a crowd that comes all at once. */
export async function listen(server: Server, wanted: number, errors: Served["errors"]): Promise<Served> {
  const { port } = await listenOn(server, { port: wanted, backlog: 4_096 });
  return { port, servers: [server], errors };
}
