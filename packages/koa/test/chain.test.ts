import { serveWithEvents } from "@resource-events/testing-middleware";
import { isOpen, sendPrep, sendQuery } from "@resource-events/testing-support";
import type { Middleware } from "koa";
import { describe, expect, it } from "vitest";
import { versions } from "./applications.ts";
import { koaFramework } from "./koa-framework.ts";

describe.each(versions)("%s, middleware before it", (name, Koa) => {
  const framework = koaFramework(name, Koa);

  it("continues when the response begins, or was a refusal", async () => {
    const seen: string[] = [];
    const watching: Middleware = async (ctx, next) => {
      await next();
      seen.push(`${ctx.status} ${ctx.headerSent}`);
      ctx.set("X-After", "yes");
    };
    const { connect, request } = await serveWithEvents(framework, ({ middleware }) =>
      framework.application(
        watching,
        middleware,
        framework.handler((exchange) => exchange.text("state")),
      ),
    );
    const client = connect();
    sendPrep(client);
    expect((await client.partial(isOpen)).field("X-After")).toBe("yes");
    expect(seen).toEqual(["200 false"]);
    expect((await request("QUERY /note HTTP/1.1\nContent-Type: text/csv", "a")).status).toBe(415);
    expect((await request("GET /note HTTP/1.1")).field("X-After")).toBe("yes");
    expect(seen).toEqual(["200 false", "415 true", "200 false"]);
  });

  it("may read the header fields: middleware after it sees those of the GET", async () => {
    // Koa makes its negotiator only once for each request, but it must see the fields of the GET, too.
    const looking: Middleware = (ctx, next) => {
      ctx.accepts("json");
      return next();
    };
    const handler: Middleware = (ctx) => {
      ctx.body = `as ${ctx.accepts("json", "html")} by ${ctx.method} without ${ctx.request.length}`;
    };
    const { connect } = await serveWithEvents(framework, ({ middleware }) =>
      framework.application(looking, middleware, handler),
    );
    const [prep, query] = [connect(), connect()];
    sendPrep(prep, "/note", "Accept: text/html\n");
    sendQuery(query, { accept: "multipart/mixed", content: '{"state":{"Accept":"text/html"},"events":{}}' });
    for (const client of [prep, query]) await client.partial("as html by GET without undefined");
  });
});
