import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Framework } from "../framework.ts";
import { serveWithEvents } from "../running.ts";

/** An `onError` that throws: its error goes to the console, and neither the request nor the process notices. */
export function failingOnError<Middleware>(framework: Framework<Middleware>): void {
  describe("with an onError that throws", () => {
    const failure = new Error("thrown by onError");
    const onError = () => {
      throw failure;
    };

    it.each([
      ["GET", ""],
      ["PUT", "x"],
    ])("leaves a %s alone whose resource can't be determined", async (method, content) => {
      const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
      onTestFinished(() => warn.mockRestore());
      const { request, reported } = await serveWithEvents(
        framework,
        ({ middleware }) =>
          framework.application(
            middleware,
            framework.handler(({ text }) => text("state")),
          ),
        {
          onError,
          resource: () => {
            throw new Error("thrown by resource");
          },
        },
      );
      const { status, body, field } = await request(`${method} /note HTTP/1.1`, content);
      expect([status, body, field("Event-ID")]).toEqual([200, "state", undefined]);
      expect(warn.mock.calls).toEqual([["resource-events:", failure]]);
      expect(reported).toEqual([]);
    });
  });
}
