import { createServer, type RequestListener } from "node:http";
import { createServer as createHttp2Server, createSecureServer } from "node:http2";
import { notesHandler, resourceAt } from "@resource-events/demo";
import { resourceEvents } from "@resource-events/node";
import { createTestApplication } from "../test-application.ts";
import { createCertificate } from "./certificate.ts";
import { listening } from "./listening.ts";
import type { StartServer } from "./running-server.ts";

/** A plain handler of node:http, wrapped. */
export const startNode: StartServer = () => listening(createServer(createHandler() as RequestListener));

/** The same handler on node:http2, cleartext with prior knowledge. */
export const startNodeHttp2: StartServer = () => listening(createHttp2Server(createHandler()));

/** The same handler on node:http2, over TLS. */
export const startNodeHttp2Secure: StartServer = async () => {
  const { certificate, key } = await createCertificate();
  return listening(createSecureServer({ cert: certificate, key }, createHandler()), certificate);
};

function createHandler() {
  const { application, options } = createTestApplication();
  const events = resourceEvents({ ...options, resource: (target) => resourceAt(application, target) });
  return events.wrap(
    notesHandler(application, {
      beforeResponse({ change }, _, response) {
        if (change !== undefined) events.describe(response, change);
      },
    }),
  );
}
