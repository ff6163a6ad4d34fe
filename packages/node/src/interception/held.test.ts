import { setImmediate } from "node:timers/promises";
import type { PassThrough } from "@resource-events/server/adapter";
import { describe, expect, it } from "vitest";
import { unconnected } from "../../test/intercepted.ts";
import type { NodeResponse } from "../messages.ts";
import { held } from "./held.ts";
import { OriginalMethods } from "./original-methods.ts";
import type { Route } from "./route.ts";

interface Held {
  readonly response: NodeResponse;
  readonly route: Route;
  /** The calls that were made, and with which status. */
  readonly calls: unknown[];
  readonly errors: unknown[];
  resolve(decision: PassThrough): void;
  reject(error: unknown): void;
}

/** A response that waits for a decision. Its calls are recorded; `write` throws what is no text. */
function holding(): Held {
  const response = unconnected();
  const calls: unknown[] = [];
  const errors: unknown[] = [];
  const recorder =
    (method: string, result: unknown) =>
    (...call: unknown[]): unknown => {
      calls.push([method, ...call]);
      if (call[0] === "fails") throw new Error("refused");
      return result;
    };
  Object.assign(response, {
    writeHead: recorder("writeHead", response),
    write: recorder("write", true),
    end: recorder("end", response),
    flushHeaders: recorder("flushHeaders", undefined),
  });
  const originals = new OriginalMethods(response);
  let settle: Pick<Held, "resolve" | "reject"> = { resolve() {}, reject() {} };
  const decision = new Promise<PassThrough>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const goOn = ({ fields }: PassThrough): Route => {
    calls.push(["decided", response.headersSent, ...fields]);
    return originals;
  };
  const route = held(response, originals, decision, goOn, (error) => errors.push(error));
  return { response, route, calls, errors, ...settle };
}

const stateOf = ({ headersSent, writableEnded, writableFinished }: NodeResponse): unknown => [
  headersSent,
  writableEnded,
  writableFinished,
];

describe("the route of a response that waits for a decision", () => {
  it("keeps all calls, then makes them in their order, after the decision", async () => {
    const { response, route, calls, errors, resolve } = holding();
    const done = (): void => {};
    response.statusCode = 201;
    route.begin();
    route.flushHeaders();
    expect(route.write("a", "latin1", done)).toBe(false);
    expect(route.write("b")).toBe(false);
    expect(route.end("c", done)).toBe(response);
    await setImmediate();
    expect(calls).toEqual([]);
    resolve({ fields: [["Event-ID", "1"]] });
    await setImmediate();
    expect(calls).toEqual([
      ["decided", false, ["Event-ID", "1"]],
      ["writeHead", 200],
      ["flushHeaders"],
      ["write", "a", "latin1", done],
      ["write", "b"],
      ["end", "c", done],
    ]);
    expect(errors).toEqual([]);
  });

  it("makes later calls at once, and returns what they return", async () => {
    const { route, calls, resolve } = holding();
    resolve({ fields: [] });
    await setImmediate();
    calls.length = 0;
    expect(route.write("a")).toBe(true);
    route.flushHeaders();
    route.writeHead(200, "Fine");
    expect(calls).toEqual([["write", "a"], ["flushHeaders"], ["writeHead", 200, "Fine"]]);
  });

  it("looks as if it were being sent, until it really is", async () => {
    const { response, route, resolve } = holding();
    expect(stateOf(response)).toEqual([true, false, false]);
    route.end();
    expect(stateOf(response)).toEqual([true, true, false]);
    expect(() => route.writeHead(500)).toThrow(expect.objectContaining({ code: "ERR_HTTP_HEADERS_SENT" }));
    resolve({ fields: [] });
    await setImmediate();
    // The recorder sent nothing.
    expect(stateOf(response)).toEqual([false, false, false]);
  });

  it("has the status that it had with its head, whatever the application sets later", async () => {
    const { response, route, calls, resolve } = holding();
    route.begin();
    response.statusCode = 500;
    resolve({ fields: [] });
    await setImmediate();
    expect(calls).toContainEqual(["writeHead", 200]);
  });

  it("goes on without a decision if that fails, and reports the error", async () => {
    const { route, calls, errors, reject } = holding();
    route.end("a");
    reject(new Error("the log is full"));
    await setImmediate();
    expect(calls).toEqual([["end", "a"]]);
    expect(errors).toMatchObject([{ message: "the log is full" }]);
  });

  it("is destroyed if node:http refuses a kept call", async () => {
    const { response, route, calls, errors, resolve } = holding();
    route.write("fails");
    route.end();
    resolve({ fields: [] });
    await setImmediate();
    expect(errors).toMatchObject([{ message: "refused" }]);
    expect(calls).toEqual([
      ["decided", false],
      ["write", "fails"],
    ]);
    expect(response.destroyed).toBe(true);
  });

  it("emits drain if a write returned false", async () => {
    for (const writes of [0, 1, 2]) {
      const { response, route, resolve } = holding();
      let drained = 0;
      response.on("drain", () => {
        drained += 1;
      });
      for (let count = 0; count < writes; count += 1) route.write("a");
      resolve({ fields: [] });
      await setImmediate();
      expect(drained).toBe(writes === 0 ? 0 : 1);
    }
  });

  it("leaves drain to the response if the response's own buffer is full", async () => {
    const { response, route, resolve } = holding();
    Object.defineProperty(response, "writableNeedDrain", { value: true });
    let drained = 0;
    response.on("drain", () => {
      drained += 1;
    });
    route.write("a");
    resolve({ fields: [] });
    await setImmediate();
    expect(drained).toBe(0);
  });
});
