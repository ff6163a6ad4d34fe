import { type RawClient, sendPrep, sendQuery } from "@resource-events/testing-support";
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
  const sendPut = (client: RawClient) => client.send("PUT /note HTTP/1.1", "x");
  const resource = { resource: failing };
  const faults: [
    name: string,
    handler: NodeHandler,
    options: NodeOptions,
    send: (client: RawClient) => void,
    response: string,
  ][] = [
    ["a handler that throws", failing, {}, sendPrep, "500 "],
    ["a handler that throws for a QUERY", failing, {}, sendQuery, "500 "],
    ["a handler that rejects", () => Promise.reject(new Error("application")), {}, sendPrep, "500 "],
    ["an option resource that throws", hello, resource, sendPrep, "200 hello"],
    ["an option resource that throws for a QUERY", hello, resource, sendQuery, "200 hello"],
    ["an option resource that throws for a PUT", hello, resource, sendPut, "200 hello"],
    ["an option authorize that throws", hello, { authorize: failing }, sendPrep, "200 hello"],
    ["an option client that throws", hello, { client: failing }, sendPrep, "200 hello"],
  ];

  describe.each(hooks)("since it %s", (_kind, onError) => {
    it.each(faults)("costs nothing but the report of %s", async (_fault, handler, options, send, expected) => {
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
      send(client);
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
