import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Served } from "./served.ts";

/** Has a server listen. */
export async function listen(server: Server, port: number, errors: Served["errors"]): Promise<Served> {
  server.listen(port, "127.0.0.1", 4_096);
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, server, errors };
}
