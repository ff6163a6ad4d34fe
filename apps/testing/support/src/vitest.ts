import type { Server } from "node:net";
import { onTestFinished } from "vitest";
import { RawClient } from "./http1/raw-client.ts";
import { listen } from "./servers/listen.ts";

/** A server that listens until the test ends. */
export interface ListeningInTest {
  readonly port: number;
  /** Its scheme, which is `http`, and its host and port. */
  readonly origin: string;
  /** Opens a connection, which ends with the test. */
  connect(): RawClient;
}

/** Starts a server for one test. */
export async function listenInTest(server: Server): Promise<ListeningInTest> {
  const { port, origin, close } = await listen(server);
  const clients: RawClient[] = [];
  onTestFinished(async () => {
    for (const client of clients) client.leave();
    await close();
  });
  const connect = (): RawClient => {
    const client = new RawClient(port);
    clients.push(client);
    return client;
  };
  return { port, origin, connect };
}
