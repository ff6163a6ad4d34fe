import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import { onTestFinished } from "vitest";
import { type NodeHandler, type NodeOptions, type NodeResourceEvents, resourceEvents } from "../src/index.ts";
import { RawClient } from "./raw-client.ts";

/** A server under test; everything that it has is ended with the test. */
export interface Served {
  readonly events: NodeResourceEvents;
  readonly server: Server;
  readonly port: number;
  /** What was given to `onError`. */
  readonly errors: unknown[];
  connect(): RawClient;
}

/** Starts a server whose handler is wrapped. */
export async function serve(
  handler: NodeHandler,
  options: NodeOptions = {},
  serverOptions: ServerOptions = {},
): Promise<Served> {
  const errors: unknown[] = [];
  const events = resourceEvents({ onError: (error) => errors.push(error), ...options });
  const server = createServer(serverOptions, events.wrap(handler) as RequestListener);
  const { port, connect } = await listen(server);
  return { events, server, port, errors, connect };
}

/** Starts any server, and makes clients of it. */
export async function listen(server: Server): Promise<{ readonly port: number; connect(): RawClient }> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  const { port } = address;
  const clients: RawClient[] = [];
  onTestFinished(async () => {
    for (const client of clients) client.leave();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const connect = (): RawClient => {
    const client = new RawClient(port);
    clients.push(client);
    return client;
  };
  return { port, connect };
}

/** Waits until the condition holds, asked again in every turn of the event loop. */
export async function until(condition: () => boolean, what = String(condition)): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`It never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
