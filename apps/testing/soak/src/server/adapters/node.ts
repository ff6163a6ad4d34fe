import type { RequestListener } from "node:http";
import { notesHandler, resourceAt } from "@resource-events/demo";
import { resourceEvents } from "@resource-events/node";
import type { Wrap } from "./wrap.ts";

/** A plain handler, wrapped. */
export const wrapNode: Wrap = (application, options) => {
  const events = resourceEvents({ ...options, resource: (target) => resourceAt(application, target) });
  const handler = notesHandler(application, {
    beforeResponse: ({ change }, _, response) => {
      if (change !== undefined) events.describe(response, change);
    },
  });
  return { listener: events.wrap(handler) as RequestListener, stats: events.stats };
};
