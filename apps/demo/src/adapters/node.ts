import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { resourceEvents } from "@resource-events/node";
import type { Configuration } from "../configuration.ts";
import type { DemoServer } from "../demo-server.ts";
import { notesHandler } from "../node-handler.ts";
import type { NotesApplication } from "../notes/application.ts";
import { resourceAt, resourceEventsOptions } from "../resource-events.ts";

/** Serves the notes with node:http: wraps a plain handler. */
export function serveOnNode(configuration: Configuration, application: NotesApplication): DemoServer {
  const events = resourceEvents({
    ...resourceEventsOptions(configuration, application),
    resource: (target) => resourceAt(application, target),
  });
  const handler = notesHandler(application, {
    beforeResponse: ({ change }, _, response) => {
      if (change !== undefined) events.describe(response, change);
    },
  });
  const wrapped = events.wrap(handler);
  return { server: configuration.http2 ? createHttp2Server(wrapped) : createServer(wrapped), events };
}
