import { serveWithEvents, withState } from "@resource-events/testing-middleware";
import { sendPrep, sendQuery } from "@resource-events/testing-support";
import type Koa from "koa";
import type { Middleware } from "koa";
import session from "koa-session";
import { describe, expect, it } from "vitest";
import { complete, versions } from "./applications.ts";
import { koaFramework } from "./koa-framework.ts";

const chains: Readonly<Record<string, (app: Koa, events: Middleware) => Koa>> = {
  before: (app, events) => app.use(session(app)).use(events),
  after: (app, events) => app.use(events).use(session(app)),
};

const note: Middleware = (ctx) => {
  const { session: kept } = ctx;
  if (kept === null || kept === undefined) return;
  if (ctx.method === "GET") kept["views"] = Number(kept["views"] ?? 0) + 1;
  ctx.cookies.set("of", ctx.method, { signed: false });
  ctx.body = `view ${kept["views"]}`;
};

describe.each(versions)("%s, sessions and cookies", (name, Koa) => {
  it.each(Object.entries(chains))(
    "%s: the stream's head sets the cookie, and a QUERY can use it",
    async (_place, chain) => {
      const { connect, request } = await serveWithEvents(koaFramework(name, Koa), ({ middleware }) => {
        const app = new Koa({ keys: ["a key of this test"] });
        return complete(chain(app, middleware).use(note));
      });
      const first = connect();
      sendPrep(first);
      const opened = await first.partial("view 1");
      const set = (opened.field("Set-Cookie") ?? "").matchAll(/(?:koa\.sess(?:\.sig)?|of)=[^;]+/g);
      const cookies = [...set].join("; ");
      expect(cookies).toMatch(/koa\.sess=.*koa\.sess\.sig=/);
      expect(cookies).toContain("of=GET");

      const changed = await request(`PUT /note HTTP/1.1\nCookie: ${cookies}`, "");
      expect(changed.field("Set-Cookie")).toContain("of=PUT");
      await first.partial(String(changed.field("Event-ID")));

      // The cookie of a QUERY is the cookie of the GET that it becomes.
      const second = connect();
      sendQuery(second, { content: withState, accept: "multipart/mixed", fields: `Cookie: ${cookies}\n` });
      await second.partial("view 2");
    },
  );
});
