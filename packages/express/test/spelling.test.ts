import { type MiddlewareOptions, serveWithEvents } from "@resource-events/testing-middleware";
import { isOpen, sendPrep } from "@resource-events/testing-support";
import type { RequestHandler } from "express";
import { describe, expect, it } from "vitest";
import { complete, versions } from "./applications.ts";
import { expressFramework } from "./express-framework.ts";

const guard: RequestHandler = (_, response) => void response.sendStatus(401);

describe.each(versions)("%s, a target that is spelled otherwise", (name, express) => {
  const serve = (order: "first" | "last", options: MiddlewareOptions = {}) => {
    const framework = expressFramework(name, express);
    return serveWithEvents(
      framework,
      ({ middleware }) => {
        const app = express();
        if (order === "last") app.use("/api/salaries", guard);
        app.use(middleware as RequestHandler);
        if (order === "first") app.use("/api/salaries", guard);
        app.all("/notes/:id", (request, response) => void response.send(request.params.id));
        app.use((_, response) => void response.send("the page for all else"));
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
      sendPrep(reader, "/api/s%61laries");
      const { status, body, field } = await reader.response();
      expect([status, body]).toEqual([200, "the page for all else"]);
      expect(field("Events")).toBe('protocol="prep", status=412');
      // A writer that no guard has seen tells nothing, either.
      const put = await request("PUT /api/s%61laries HTTP/1.1", "x");
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
