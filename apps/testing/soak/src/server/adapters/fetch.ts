import type { RequestListener } from "node:http";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { fetchHandler } from "@resource-events/demo";
import { inTurn } from "@resource-events/node";
import { fetchResourceEvents } from "@resource-events/server/fetch";
import type { Wrap } from "./wrap.ts";

/** A Fetch handler, through Hono's bridge to node:http. */
export const wrapFetch: Wrap = (application, options) => {
  const events = fetchResourceEvents<[HttpBindings]>({
    ...options,
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
    hostname: "127.0.0.1",
  });
  return { listener: inTurn(listener) as RequestListener, stats: events.stats };
};
