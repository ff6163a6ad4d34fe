import { createReadStream } from "node:fs";
import { fileURLToPath } from "node:url";
import { serveWithEvents } from "@resource-events/testing-middleware";
import { sendQuery } from "@resource-events/testing-support";
import type { Context } from "koa";
import koaEtag from "koa-etag";
import { describe, expect, it } from "vitest";
import { versions } from "./applications.ts";
import { koaFramework } from "./koa-framework.ts";

/** How a handler responds to a PUT, and the entity tag that its event has. */
const responses: readonly [string, (context: Context) => void, string | undefined][] = [
  ["JSON", (context) => Object.assign(context, { body: { ok: true } }), undefined],
  ["a text with 201", (context) => Object.assign(context, { body: "made", status: 201 }), undefined],
  [
    "a file",
    (context) => Object.assign(context, { body: createReadStream(fileURLToPath(import.meta.url)) }),
    undefined,
  ],
  ["204", (context) => Object.assign(context, { status: 204 }), undefined],
  ["its own tag, and 204", (context) => Object.assign(context, { status: 204, etag: '"2"' }), '"2"'],
  ["its own tag, and JSON", (context) => Object.assign(context, { body: { ok: true }, etag: 'W/"2"' }), 'W/"2"'],
];

describe.each(versions)(
  "%s with koa-etag, the entity tag of an event is that of the resource (PREP-MS-4)",
  (name, Koa) => {
    it.each(responses)("%s", async (_, respond, etag) => {
      const framework = koaFramework(name, Koa);
      const { connect, request } = await serveWithEvents(framework, ({ middleware }) =>
        framework.application(middleware, koaEtag(), (context) => {
          if (context.method === "GET") context.body = {};
          else respond(context);
        }),
      );
      const subscriber = connect();
      sendQuery(subscriber, {});
      await subscriber.partial();
      const put = await request("PUT /note HTTP/1.1", "x");
      const { body } = await subscriber.partial((text) => text.includes("event-id"));
      const event: unknown = JSON.parse(body.slice(body.lastIndexOf("\u001e") + 1));
      expect(event).toMatchObject({ "event-id": put.field("Event-ID") });
      expect((event as { etag?: string }).etag).toBe(etag);
    });
  },
);
