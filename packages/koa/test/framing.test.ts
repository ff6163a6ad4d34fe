import { serveWithEvents } from "@resource-events/testing-middleware";
import { sendQuery } from "@resource-events/testing-support";
import type { Context } from "koa";
import { describe, expect, it } from "vitest";
import { versions } from "./applications.ts";
import { koaFramework } from "./koa-framework.ts";

/** How handlers leave out the content, so that Koa removes the fields that frame it. */
const ways: readonly [string, (context: Context) => void][] = [
  ["204", (context) => Object.assign(context, { body: null })],
  ["200 without content", (context) => Object.assign(context, { status: 200, body: null })],
];

describe.each(versions)("%s, a stream whose representation has no content is framed", (name, Koa) => {
  it.each(ways)("%s", async (_, respond) => {
    const framework = koaFramework(name, Koa);
    const { connect } = await serveWithEvents(framework, ({ middleware }) =>
      framework.application(middleware, (context) => respond(context)),
    );
    const client = connect();
    sendQuery(client, {
      accept: "multipart/mixed",
      content: '{"state":{"If-None-Match":"*"},"events":{}}',
      fields: "Events: duration=1\n",
    });
    const { status, field, complete } = await client.response();
    expect([status, field("Transfer-Encoding") ?? field("Content-Length"), complete]).toEqual([200, "chunked", true]);
    // The connection goes on.
    client.send("GET /note HTTP/1.1");
    expect((await client.response()).status).toBeLessThan(400);
  });
});
