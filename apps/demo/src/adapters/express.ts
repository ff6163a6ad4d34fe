import { createServer } from "node:http";
import { resourceEvents } from "@resource-events/express";
import express, { type Response } from "express";
import type { Configuration } from "../configuration.ts";
import type { DemoServer } from "../demo-server.ts";
import { notesHandler } from "../node-handler.ts";
import type { NotesApplication } from "../notes/application.ts";
import { resourceAt, resourceEventsOptions } from "../resource-events.ts";

/** Serves the notes with Express. */
export function serveOnExpress(configuration: Configuration, application: NotesApplication): DemoServer {
  const events = resourceEvents({
    ...resourceEventsOptions(configuration, application),
    resource: (target) => resourceAt(application, target),
  });
  const app = express();
  app.disable("x-powered-by");
  app.use(events);
  app.use(
    notesHandler(application, {
      beforeResponse: ({ change }, _, response) => {
        if (change !== undefined) events.describe(response as Response, change);
      },
    }),
  );
  return { server: createServer(app), events };
}
