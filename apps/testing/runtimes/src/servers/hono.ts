import { once } from "node:events";
import { createServer as createHttp2Server } from "node:http2";
import { createAdaptorServer, type Http2Bindings, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { createFetchApplication } from "../fetch-application.ts";
import { listening } from "./listening.ts";
import type { StartServer } from "./running-server.ts";

/** Hono on node:http. */
export const startHono: StartServer = () => listening(createAdaptorServer({ fetch: createHandler() }));

/** Hono on node:http2, cleartext with prior knowledge. */
export const startHonoHttp2: StartServer = () =>
  listening(createAdaptorServer({ fetch: createHandler(), createServer: createHttp2Server }));

function createHandler() {
  return createFetchApplication<[HttpBindings | Http2Bindings]>({
    // Node emits `finish` once the response is handed to the system, and `close` once its connection is closed.
    whenSent: (_, { outgoing }) => Promise.race([once(outgoing, "finish"), once(outgoing, "close")]),
    mount: (notes) => new Hono().all("*", ({ req }) => notes(req.raw)).fetch,
  });
}
