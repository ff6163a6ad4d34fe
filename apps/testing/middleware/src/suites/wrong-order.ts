import { isOpen, sendPrep, sendQuery, until } from "@resource-events/testing-support";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Framework } from "../framework.ts";
import { serveWithEvents } from "../running.ts";

/** The middleware reports that it can't work where the application has put it. */
export function wrongOrder<Middleware>(framework: Framework<Middleware>): void {
  describe("the wrong order", () => {
    it("reports a body parser before it, which has read the subscription", async () => {
      const { connect, reported } = await serveWithEvents(
        framework,
        ({ middleware }) => {
          const handler = framework.handler((exchange, next) =>
            exchange.request.url === "/note" ? exchange.text("state") : next(),
          );
          return framework.application(...framework.parsers(), middleware, handler);
        },
        { resource: "/note" },
      );
      const client = connect();
      sendQuery(client);
      expect((await client.response()).status).toBe(500);
      expect(reported).toEqual([expect.any(framework.MiddlewareError)]);
      expect(reported[0]).toMatchObject({
        code: "content-read",
        message: expect.stringContaining("before body parsers"),
      });
      // Resources without events, and requests that need no content, are not concerned.
      sendQuery(client, { target: "/other" });
      expect((await client.response()).status).toBe(404);
      sendPrep(client);
      await client.partial(isOpen);
      expect(reported).toHaveLength(1);
    });

    /** Responds, and calls the next handler anyway. */
    const answered = () =>
      framework.handler((exchange, next) => {
        exchange.response.end("state");
        return next();
      });
    const nothing = () => framework.handler(() => {});

    it("reports that it comes after the response", async () => {
      const { connect, errors } = await serveWithEvents(framework, ({ middleware }) =>
        framework.application(answered(), middleware, nothing()),
      );
      const client = connect();
      sendPrep(client);
      expect((await client.response()).body).toBe("state");
      await until(() => errors.length > 0);
      expect(errors).toEqual([expect.any(framework.MiddlewareError)]);
      expect(errors[0]).toMatchObject({ code: "already-answered", status: 500 });
    });

    it.each([
      [
        "throws",
        () => {
          throw new Error("logger down");
        },
      ],
      ["rejects", () => Promise.reject(new Error("logger down"))],
    ])("lives on if onError %s on that report", async (_kind, onError) => {
      const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
      onTestFinished(() => warn.mockRestore());
      const { request, reported } = await serveWithEvents(
        framework,
        ({ middleware }) => framework.application(answered(), middleware, nothing()),
        { onError },
      );
      expect((await request("GET /note HTTP/1.1")).body).toBe("state");
      await until(() => warn.mock.calls.length + reported.length > 0);
      expect(reported).toEqual([]);
      expect(warn.mock.calls).toEqual([["resource-events:", expect.objectContaining({ message: "logger down" })]]);
      expect((await request("GET /note HTTP/1.1")).body).toBe("state");
    });

    it("warns on the console without an onError", async () => {
      const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
      onTestFinished(() => warn.mockRestore());
      const { request } = await serveWithEvents(
        framework,
        ({ middleware }) => framework.application(answered(), middleware, nothing()),
        { onError: undefined as never },
      );
      await request("GET /note HTTP/1.1");
      await until(() => warn.mock.calls.length > 0);
      expect(warn.mock.calls).toEqual([["resource-events:", expect.any(framework.MiddlewareError)]]);
    });
  });
}
