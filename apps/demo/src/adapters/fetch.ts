import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { fetchResourceEvents } from "@resource-events/server/fetch";
import type { Configuration } from "../configuration.ts";
import type { DemoServer } from "../demo-server.ts";
import { fetchHandler } from "../fetch-handler.ts";
import type { NotesApplication } from "../notes/application.ts";
import { resourceEventsOptions } from "../resource-events.ts";

/** The notes as a Fetch handler, behind the bridge of Hono to node:http. */
export function serveOnFetch(configuration: Configuration, application: NotesApplication): DemoServer {
  const events = fetchResourceEvents<[HttpBindings]>({
    ...resourceEventsOptions(configuration, application),
    resource: ({ pathname }) => application.resourceOf(pathname),
    whenSent: (_, { outgoing }) => new Promise((resolve) => outgoing.once("close", resolve)),
  });
  const handler = events.wrap(
    fetchHandler(application, {
      beforeResponse: ({ change }, response) => {
        if (change !== undefined) events.describe(response, change);
      },
    }),
  );
  const listener = getRequestListener((request, bindings) => handler(request, bindings as HttpBindings), {
    // For requests of HTTP/1.0, which may name no host.
    hostname: configuration.host,
  });
  return { server: configuration.http2 ? createHttp2Server(listener) : createServer(listener), events };
}
