import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { resourceAt } from "@resource-events/demo";
import { notesMiddleware } from "@resource-events/demo/koa";
import { resourceEvents } from "@resource-events/koa";
import koa2 from "koa2";
import koa3 from "koa3";
import { createTestApplication } from "../test-application.ts";
import { listening } from "./listening.ts";
import type { StartServer } from "./running-server.ts";

const Koa2 = koa2 as unknown as typeof koa3;

/** Koa 2 on node:http. */
export const startKoa2: StartServer = () => listening(createServer(createHandler(Koa2)));

/** Koa 3 on node:http. */
export const startKoa3: StartServer = () => listening(createServer(createHandler(koa3)));

/** Koa 2 on node:http2, cleartext with prior knowledge. */
export const startKoa2Http2: StartServer = () => listening(createHttp2Server(createHandler(Koa2)));

/** Koa 3 on node:http2, cleartext with prior knowledge. */
export const startKoa3Http2: StartServer = () => listening(createHttp2Server(createHandler(koa3)));

function createHandler(Koa: typeof koa3) {
  const { application, options } = createTestApplication();
  const events = resourceEvents({ ...options, resource: (target) => resourceAt(application, target) });
  const app = new Koa();
  // On HTTP/2, Koa logs every stream that is cut off as an error.
  app.silent = true;
  app.use(events);
  app.use(
    notesMiddleware(application, ({ change }, context) => {
      if (change !== undefined) events.describe(context, change);
    }),
  );
  return app.callback();
}
