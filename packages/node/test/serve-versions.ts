import { createServer, type RequestListener } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { Client, type HttpVersion } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { onTestFinished } from "vitest";
import { type NodeHandler, type NodeOptions, type NodeResourceEvents, resourceEvents } from "../src/index.ts";

export const httpVersions = ["HTTP/1.1", "HTTP/2"] as const satisfies HttpVersion[];

/** A server under test, of one version of HTTP, and a client of it. They end with the test. */
export interface ServedVersion {
  readonly events: NodeResourceEvents;
  readonly client: Client;
  /** The arguments of the calls to `onError`. */
  readonly errors: unknown[];
}

/** Starts a server of a version of HTTP, whose handler is wrapped. */
export async function serveVersion(
  version: HttpVersion,
  handler: NodeHandler,
  options: NodeOptions = {},
): Promise<ServedVersion> {
  const errors: unknown[] = [];
  const events = resourceEvents({ onError: (error) => errors.push(error), ...options });
  const listener = events.wrap(handler) as RequestListener;
  const server = version === "HTTP/2" ? createHttp2Server(listener as never) : createServer(listener);
  const { origin } = await listenInTest(server);
  const client = new Client({ origin }, version);
  onTestFinished(() => client.close());
  return { events, client, errors };
}
