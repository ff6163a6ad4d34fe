import { createServer } from "node:http";
import { notesHandler, resourceAt } from "@resource-events/demo";
import { resourceEvents } from "@resource-events/express";
import express4 from "express4";
import express5, { type Response } from "express5";
import { createTestApplication } from "../test-application.ts";
import { listening } from "./listening.ts";
import type { RunningServer, StartServer } from "./running-server.ts";

/** Express 4; it does not run on node:http2. */
export const startExpress4: StartServer = () => start(express4 as unknown as typeof express5);

/** Express 5; it does not run on node:http2 either. */
export const startExpress5: StartServer = () => start(express5);

function start(express: typeof express5): Promise<RunningServer> {
  const { application, options } = createTestApplication();
  const events = resourceEvents({ ...options, resource: (target) => resourceAt(application, target) });
  const app = express();
  app.use(events);
  app.use(
    notesHandler(application, {
      beforeResponse({ change }, _, response) {
        if (change !== undefined) events.describe(response as Response, change);
      },
    }),
  );
  return listening(createServer(app));
}
