import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import { type ListeningInTest, listenInTest } from "@resource-events/testing-support/vitest";
import { type NodeHandler, type NodeOptions, type NodeResourceEvents, resourceEvents } from "../src/index.ts";

/** A server under test, which ends with the test. */
export interface Served extends ListeningInTest {
  readonly events: NodeResourceEvents;
  readonly server: Server;
  /** The arguments of the calls to `onError`. */
  readonly errors: unknown[];
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
  return { events, server, errors, ...(await listenInTest(server)) };
}
