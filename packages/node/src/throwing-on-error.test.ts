import { sendPrep, sendQuery } from "@resource-events/testing-support";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { serve } from "../test/serve.ts";
import type { NodeHandler, NodeOptions } from "./index.ts";

const hello: NodeHandler = (_, response) => response.end("hello");
const failing = (): never => {
  throw new Error("application");
};

describe("an onError that fails", () => {
  const hooks: [name: string, onError: () => unknown][] = [
    [
      "throws",
      () => {
        throw new Error("logger down");
      },
    ],
    ["rejects", () => Promise.reject(new Error("logger down"))],
  ];
  const faults: [name: string, handler: NodeHandler, options: NodeOptions, response: string][] = [
    ["a handler that throws", failing, {}, "500 "],
    ["a handler that rejects", () => Promise.reject(new Error("application")), {}, "500 "],
    ["an option resource that throws", hello, { resource: failing }, "200 hello"],
    ["an option authorize that throws", hello, { authorize: failing }, "200 hello"],
    ["an option client that throws", hello, { client: failing }, "200 hello"],
  ];

  describe.each(hooks)("since it %s", (_kind, onError) => {
    it.each(faults)("costs nothing but the report of %s", async (_fault, handler, options, expected) => {
      const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
      onTestFinished(() => warn.mockRestore());
      const surprises: unknown[] = [];
      const onSurprise = (error: unknown) => surprises.push(error);
      for (const kind of ["uncaughtException", "unhandledRejection"] as const) {
        process.on(kind, onSurprise);
        onTestFinished(() => void process.off(kind, onSurprise));
      }
      const { connect } = await serve(handler, { ...options, onError });
      const client = connect();
      sendPrep(client);
      const { status, body } = await client.response();
      expect(`${status} ${body}`).toBe(expected);
      // What onError could not take is on the console.
      expect(warn.mock.calls).toContainEqual(["resource-events:", expect.objectContaining({ message: "logger down" })]);
      const again = connect();
      sendQuery(again, { content: "nonsense" });
      expect((await again.response()).status).toBeGreaterThan(0);
      await new Promise((resolve) => setImmediate(resolve));
      expect(surprises).toEqual([]);
    });
  });
});
