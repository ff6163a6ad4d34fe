import { fileURLToPath } from "node:url";
import { serveWithEvents } from "@resource-events/testing-middleware";
import { sendQuery } from "@resource-events/testing-support";
import type { RequestHandler } from "express";
import { describe, expect, it } from "vitest";
import { versions } from "./applications.ts";
import { expressFramework } from "./express-framework.ts";

/** How a handler responds to a PUT, and the entity tag that its event has. */
const responses: readonly [string, RequestHandler, string | undefined][] = [
  ["sendStatus(204)", (_, response) => void response.sendStatus(204), undefined],
  ["status(204).json()", (_, response) => void response.status(204).json({ ok: true }), undefined],
  ["json() of something else", (_, response) => void response.json({ ok: true }), undefined],
  ["sendFile() of something else", (_, response) => response.sendFile(fileURLToPath(import.meta.url)), undefined],
  ["status(200).end()", (_, response) => void response.status(200).end(), undefined],
  ["its own tag, and sendStatus(204)", (_, response) => void response.set("ETag", '"2"').sendStatus(204), '"2"'],
  ["its own tag, and json()", (_, response) => void response.set("ETag", 'W/"2"').json({}), 'W/"2"'],
];

describe.each(versions)("%s, the entity tag of an event is that of the resource (PREP-MS-4)", (name, express) => {
  it.each(responses)("%s", async (_, respond, etag) => {
    const framework = expressFramework(name, express);
    const handler: RequestHandler = (given, response, next) => {
      if (given.method === "GET") response.json({});
      else respond(given, response, next);
    };
    const { connect, request } = await serveWithEvents(framework, ({ middleware }) =>
      framework.application(middleware, handler),
    );
    const subscriber = connect();
    sendQuery(subscriber, {});
    await subscriber.partial();
    const put = await request("PUT /note HTTP/1.1", "x");
    const { body } = await subscriber.partial((text) => text.includes("event-id"));
    expect(JSON.parse(body.slice(body.lastIndexOf("\u001e") + 1))).toMatchObject({ "event-id": put.field("Event-ID") });
    expect((JSON.parse(body.slice(body.lastIndexOf("\u001e") + 1)) as { etag?: string }).etag).toBe(etag);
    // What the client gets stays as Express has it.
    if (etag !== undefined) expect(put.field("ETag")).toBe(etag);
  });
});
