import type { RequestListener } from "node:http";
import { notesMiddleware, resourceAt } from "@resource-events/demo";
import { resourceEvents } from "@resource-events/koa";
import Koa from "koa";
import type { Wrap } from "./wrap.ts";

/** Middleware of Koa. */
export const wrapKoa: Wrap = (application, options) => {
  const events = resourceEvents({ ...options, resource: (target) => resourceAt(application, target) });
  const app = new Koa();
  // On HTTP/2, Koa prints every stream that is cut off.
  app.silent = true;
  app.use(events);
  app.use(
    notesMiddleware(application, ({ change }, context) => {
      if (change !== undefined) events.describe(context, change);
    }),
  );
  return { listener: app.callback() as RequestListener, stats: events.stats };
};
