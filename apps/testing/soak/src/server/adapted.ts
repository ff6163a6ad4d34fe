import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import {
  createNotesApplication,
  type NotesApplication,
  type NotesResponse,
  resourceEventsOptions,
} from "@resource-events/demo";
import { createMemoryLog } from "@resource-events/server";
import { wrapExpress } from "./adapters/express.ts";
import { wrapFetch } from "./adapters/fetch.ts";
import { wrapKoa } from "./adapters/koa.ts";
import { wrapNode } from "./adapters/node.ts";
import type { Wrap } from "./adapters/wrap.ts";
import type { Adapter, ServerConfiguration } from "./configuration.ts";
import { countErrors } from "./errors.ts";
import { losing } from "./faulty.ts";
import { listen } from "./listen.ts";
import type { Served } from "./served.ts";

const wraps: Readonly<Record<Adapter, Wrap>> = {
  node: wrapNode,
  express: wrapExpress,
  koa: wrapKoa,
  fetch: wrapFetch,
};

/**
 * Serves the notes behind an adapter, on HTTP/1.1 and on HTTP/2: the same notes and subscriptions on both. Express does not run
 * on HTTP/2. A mutation that prefers `return=representation` gets the note in its response (RFC 7240 section 4.2).
 */
export async function serveAdapted(given: ServerConfiguration): Promise<Served> {
  const {
    port = 0,
    adapter = "node",
    limits = {},
    duration = 3_600,
    maximumDuration = 3_600,
    log,
    deltaBytes,
    notes,
    fault,
  } = given;
  const { counts, onError } = countErrors();
  const unhandled = collectUnhandled();
  const application = withContents(createNotesApplication(notes));
  const configuration = { host: "127.0.0.1", port, adapter, http2: false, duration, maximumDuration };
  const options = resourceEventsOptions(configuration, application);
  const { listener, stats } = wraps[adapter](application, {
    ...options,
    ...(fault === "loses" && {
      prep: { forms: options.prep.forms.map(losing) },
      eventsQuery: { ...options.eventsQuery, forms: options.eventsQuery.forms.map(losing) },
    }),
    limits,
    log: createMemoryLog(log),
    ...(deltaBytes !== undefined && { deltaBytes }),
    onError,
  });
  const kept: Buffer[] = [];
  const serve: typeof listener = (request, response) => {
    if (fault === "leaks") kept.push(Buffer.alloc(16_384));
    if (fault === "crashes" && request.url?.endsWith("c")) throw new Error("crashed");
    if (fault === "rejects" && request.method === "DELETE") void Promise.reject(new Error("rejected"));
    listener(request, response);
  };
  const first = await listen(createServer(serve), port, counts);
  if (adapter === "express") return { ...first, stats, unhandled };
  // The adapters take requests and responses of either.
  const second = await listen(createHttp2Server(serve as never), 0, counts);
  const servers = [...(first.servers ?? []), ...(second.servers ?? [])];
  return { ...first, servers, http2Port: second.port, stats, unhandled };
}

/** Collects the rejections that nobody handles, instead of ending the process: so one run can find several. */
function collectUnhandled(): readonly string[] {
  const unhandled: string[] = [];
  process.on("unhandledRejection", (reason) => {
    if (unhandled.length < 20)
      unhandled.push(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason));
  });
  return unhandled;
}

function withContents(notes: NotesApplication): NotesApplication {
  return {
    ...notes,
    handle(request): NotesResponse {
      const answer = notes.handle(request);
      if (answer.change === undefined || request.fields.get("Prefer") !== "return=representation") return answer;
      const { fields, body } = notes.handle({
        ...request,
        method: "GET",
        fields: new Headers(),
        body: new Uint8Array(),
      });
      return { ...answer, status: answer.status === 204 ? 200 : answer.status, fields, body };
    },
  };
}
