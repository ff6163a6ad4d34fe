import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { resourceEvents } from "@resource-events/koa";
import Koa from "koa";
import type { Configuration } from "../configuration.ts";
import type { DemoServer } from "../demo-server.ts";
import { notesMiddleware } from "../koa-handler.ts";
import type { NotesApplication } from "../notes/application.ts";
import { resourceAt, resourceEventsOptions } from "../resource-events.ts";

/** Serves the notes with Koa. */
export function serveOnKoa(configuration: Configuration, application: NotesApplication): DemoServer {
  const events = resourceEvents({
    ...resourceEventsOptions(configuration, application),
    resource: (target) => resourceAt(application, target),
  });
  const app = new Koa();
  app.use(events);
  app.use(
    notesMiddleware(application, ({ change }, context) => {
      if (change !== undefined) events.describe(context, change);
    }),
  );
  const handler = app.callback();
  return { server: configuration.http2 ? createHttp2Server(handler) : createServer(handler), events };
}
