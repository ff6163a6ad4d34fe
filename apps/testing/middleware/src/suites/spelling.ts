import { isOpen, sendPrep } from "@resource-events/testing-support";
import { describe, expect, it } from "vitest";
import type { MiddlewareOptions } from "../framework.ts";
import type { RunningEvents } from "../running.ts";

/** What answers where no other route does. */
export const pageForAllElse = "the page for all else";

/**
 * Serves an application with routes. `/api/salaries` is guarded: it responds with 401. `/notes/:id` responds to each method.
 * What answers all else is a handler without a route, or a route with a wildcard.
 */
export type ServeRoutes = (application: {
  /** Where the middleware stands. */
  readonly middleware: "first" | "after the guard";
  readonly rest: "handler" | "wildcard";
  readonly options: MiddlewareOptions;
}) => Promise<Pick<RunningEvents<unknown>, "connect" | "request">>;

/** A target that is spelled otherwise than the resource is known by: it must not get around a guard. */
export function spellingSuite(serve: ServeRoutes): void {
  describe("a target that is spelled otherwise", () => {
    it.each([
      ["first", "handler"],
      ["after the guard", "handler"],
      ["first", "wildcard"],
      ["after the guard", "wildcard"],
    ] as const)("gets no notifications if no route decodes it: middleware %s, %s", async (middleware, rest) => {
      const { connect, request } = await serve({ middleware, rest, options: {} });
      for (const target of ["/api/s%61laries", "/%61pi/salaries", "/api/salarie%73"]) {
        const reader = connect();
        sendPrep(reader, target);
        const { status, body, field } = await reader.response();
        expect([status, body]).toEqual([200, pageForAllElse]);
        expect(field("Events")).toBe('protocol="prep", status=412');
        // A writer that no guard has seen tells nothing, either.
        const put = await request(`PUT ${target} HTTP/1.1`, "x");
        expect(put.field("Event-ID")).toBeUndefined();
      }
    });

    it("is the application's own word if it names the resource", async () => {
      const options = { resource: () => "all" };
      const { connect, request } = await serve({ middleware: "first", rest: "handler", options });
      const reader = connect();
      sendPrep(reader, "/x%61");
      await reader.partial(isOpen);
      const put = await request("PUT /y HTTP/1.1", "x");
      await reader.partial(`Event-ID: ${put.field("Event-ID")}`);
    });

    it.each([{}, { resource: "/notes/:id" }])("is the same resource if its route decodes it (%o)", async (options) => {
      const { connect, request } = await serve({ middleware: "first", rest: "handler", options });
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
}
