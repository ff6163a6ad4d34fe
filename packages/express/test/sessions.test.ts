import { serveWithEvents, withState } from "@resource-events/testing-middleware";
import { sendPrep, sendQuery } from "@resource-events/testing-support";
import type { RequestHandler } from "express";
import session from "express-session";
import { describe, expect, it } from "vitest";
import { type ExpressMiddleware, versions } from "./applications.ts";
import { expressFramework } from "./express-framework.ts";

declare module "express-session" {
  interface SessionData {
    views: number;
  }
}

const counting = () => session({ secret: "a secret of this test", resave: false, saveUninitialized: true });

const chains: Readonly<Record<string, (events: ExpressMiddleware) => ExpressMiddleware[]>> = {
  before: (events) => [counting(), events],
  after: (events) => [events, counting()],
};

const note: RequestHandler = (request, response) => {
  if (request.method === "PUT") return void response.cookie("put", "yes").sendStatus(204);
  request.session.views = (request.session.views ?? 0) + 1;
  response.send(`view ${request.session.views}`);
};

describe.each(versions)("%s, sessions and cookies", (name, express) => {
  const framework = expressFramework(name, express);

  it.each(Object.entries(chains))(
    "%s: the stream's head sets the cookie, and a QUERY can use it",
    async (place, chain) => {
      const { connect, request } = await serveWithEvents(framework, ({ middleware }) =>
        framework.application(...chain(middleware), note),
      );
      const first = connect();
      sendPrep(first);
      const opened = await first.partial("view 1");
      const cookie = opened.field("Set-Cookie")?.split(";")[0];
      expect(cookie).toMatch(/^connect\.sid=/);

      const changed = await request(`PUT /note HTTP/1.1\nCookie: ${cookie}`, "");
      expect(changed.field("Set-Cookie")).toContain("put=yes");
      await first.partial(String(changed.field("Event-ID")));
      first.leave();
      await first.closed;

      // The cookie of a QUERY is the cookie of the GET that it becomes.
      const second = connect();
      sendQuery(second, { content: withState, accept: "multipart/mixed", fields: `Cookie: ${cookie}\n` });
      // express-session sends the last byte of a response when it has saved the session.
      const { body, field } = await second.partial((content) => /view \d/.test(content));
      expect(body).toContain("view 2");
      if (place === "after") expect(field("Set-Cookie")).toBeUndefined();
    },
  );
});
