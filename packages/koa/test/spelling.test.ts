import Router from "@koa/router";
import { type MiddlewareOptions, serveWithEvents } from "@resource-events/testing-middleware";
import { isOpen, sendPrep } from "@resource-events/testing-support";
import type { Context, Middleware, Next } from "koa";
import { describe, expect, it } from "vitest";
import { complete, versions } from "./applications.ts";
import { koaFramework } from "./koa-framework.ts";

const guard = (context: Context, next: Next) => (context.path.startsWith("/api/") ? context.throw(401) : next());

describe.each(versions)("%s, a target that is spelled otherwise", (name, Koa) => {
  const serve = (order: "first" | "last", options: MiddlewareOptions = {}) => {
    const framework = koaFramework(name, Koa);
    return serveWithEvents(
      framework,
      ({ middleware }) => {
        const app = new Koa();
        app.silent = true;
        if (order === "last") app.use(guard);
        app.use(middleware as Middleware);
        if (order === "first") app.use(guard);
        const router = new Router();
        router.all("/notes/:id", (context) => {
          context.body = context["params"]["id"];
        });
        app.use(router.routes() as unknown as Middleware);
        app.use((context) => {
          context.body ??= "the page for all else";
        });
        return complete(app);
      },
      options,
    );
  };

  it.each(["first", "last"] as const)(
    "gets no notifications if its route compares it as it came (our middleware %s)",
    async (order) => {
      const { connect, request } = await serve(order);
      const reader = connect();
      sendPrep(reader, "/%61pi/salaries");
      const { status, body, field } = await reader.response();
      expect([status, body]).toEqual([200, "the page for all else"]);
      expect(field("Events")).toBe('protocol="prep", status=412');
      // A writer that no guard has seen tells nothing, either.
      const put = await request("PUT /%61pi/salaries HTTP/1.1", "x");
      expect(put.field("Event-ID")).toBeUndefined();
    },
  );

  it("is the application's own word if it names the resource", async () => {
    const { connect, request } = await serve("first", { resource: () => "all" });
    const reader = connect();
    sendPrep(reader, "/x%61");
    await reader.partial(isOpen);
    const put = await request("PUT /y HTTP/1.1", "x");
    await reader.partial(`Event-ID: ${put.field("Event-ID")}`);
  });

  it.each([{}, { resource: "/notes/:id" }])("is the same resource if its route decodes it (%o)", async (options) => {
    const { connect, request } = await serve("first", options);
    for (const [read, written] of [
      ["/notes/%7Ejoe", "/notes/~joe"],
      ["/notes/%c3%bc", "/notes/%C3%BC"],
      ["/notes/a-b", "/notes/a%2Db"],
      ...("resource" in options ? ([["/notes/joe%40x.org", "/notes/joe@x.org"]] as const) : []),
    ] as const) {
      const reader = connect();
      sendPrep(reader, read);
      await reader.partial(isOpen);
      const put = await request(`PUT ${written} HTTP/1.1`, "x");
      await reader.partial(`Event-ID: ${put.field("Event-ID")}`);
    }
  });
});
