import { createServer } from "node:http";
import { createNotesApplication, notesHandler, pathOf, resourceAt, resourceEventsOptions } from "@resource-events/demo";
import { resourceEvents } from "@resource-events/node";
import { createMemoryLog } from "@resource-events/server";
import type { ServerConfiguration } from "./configuration.ts";
import { countErrors } from "./errors.ts";
import { decoding, losing } from "./faulty.ts";
import { listen } from "./listen.ts";
import type { Served } from "./served.ts";

/** Serves the demo's notes on node:http, with the given limits for the log, and counts errors. */
export async function serveNotes({ port = 0, log, deltaBytes, notes, fault }: ServerConfiguration): Promise<Served> {
  const application = createNotesApplication(notes);
  const { counts, onError } = countErrors();
  const configuration = { host: "127.0.0.1", port, adapter: "node", http2: false } as const;
  const options = resourceEventsOptions({ ...configuration, duration: 3_600, maximumDuration: 3_600 }, application);
  const faulty = fault === "loses" ? losing : fault === "decodes" ? decoding : undefined;
  const events = resourceEvents({
    ...options,
    ...(faulty && {
      prep: { ...options.prep, forms: options.prep.forms.map(faulty) },
      eventsQuery: { ...options.eventsQuery, forms: options.eventsQuery.forms.map(faulty) },
    }),
    resource: (target) => resourceAt(application, target),
    log: createMemoryLog(log),
    ...(deltaBytes !== undefined && { deltaBytes }),
    onError,
  });
  const handler = events.wrap(
    notesHandler(application, {
      beforeResponse: ({ change }, _, response) => {
        if (change !== undefined) events.describe(response, change);
      },
    }),
  );
  const kept: Buffer[] = [];
  const server = createServer((request, response) => {
    if (fault === "leaks") kept.push(Buffer.alloc(16_384));
    if (fault === "hangs" && pathOf(request).endsWith("c")) return;
    if (fault === "crashes" && pathOf(request).endsWith("c")) throw new Error("crashed");
    handler(request, response);
  });
  return { ...(await listen(server, port, counts)), stats: events.stats };
}
