import { ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { contentOf, intercepted } from "../../test/intercepted.ts";
import type { NodeResponse } from "../messages.ts";
import { type Decide, interceptResponse } from "./intercept-response.ts";

const keep: Decide = () => "keep";
const pass: Decide = () => ({ fields: [["X-Added", "a"]] });

describe("middleware", () => {
  it("that wrapped the response before is called for what we send, and not for what we keep", async () => {
    const calls: unknown[] = [];
    const { client, response } = await intercepted(pass, () => {});
    for (const name of ["writeHead", "write", "end"] as const) {
      const method = response[name] as (...call: unknown[]) => unknown;
      Reflect.set(response, name, (...call: unknown[]) => {
        calls.push([name, call[0]]);
        return method.apply(response, call);
      });
    }
    const interception = interceptResponse(response, keep, () => {});
    response.writeHead(200);
    response.write("hel");
    response.end("lo");
    expect(await contentOf((await interception.kept)?.body)).toBe("hello");
    expect(calls).toEqual([]);
    const originals = interception.makeWay();
    originals.writeHead(203);
    originals.write("our ");
    originals.end("own");
    expect(calls).toEqual([
      ["writeHead", 203],
      ["write", "our "],
      ["end", "own"],
    ]);
    // The outer interception sees the inner one's response as any other.
    const { status, field, body } = await client.response();
    expect([status, field("X-Added"), body]).toEqual([203, "a", "our own"]);
  });

  it("that wraps the response later sees an implicit head before it leaves, and may change it", async () => {
    const statuses: number[] = [];
    const decide: Decide = ({ status }) => {
      statuses.push(status);
      return { fields: [] };
    };
    const { client } = await intercepted(decide, (response) => {
      const { writeHead } = response;
      response.writeHead = ((...head: [number]) => {
        response.setHeader("X-Late", "seen");
        head[0] = 418;
        return writeHead.apply(response, head);
      }) as typeof writeHead;
      response.end("hello");
    });
    const { status, field, body } = await client.response();
    expect([status, field("X-Late"), field("Content-Length"), body]).toEqual([418, "seen", "5", "hello"]);
    expect(statuses).toEqual([418]);
  });

  it("that wraps the response later may send an implicit head after an explicit one", async () => {
    // As express-session does, after a handler that called writeHead.
    const application = (response: NodeResponse): void => {
      const end = response.end as (...content: unknown[]) => NodeResponse;
      response.end = ((...content: unknown[]) => {
        if (!Reflect.get(response, "_header")) Reflect.get(response, "_implicitHeader").call(response);
        return end.apply(response, content);
      }) as NodeResponse["end"];
      response.writeHead(201).end("hello");
    };
    const { interception } = await intercepted(keep, application);
    const { status, body } = (await interception.kept) ?? {};
    expect([status, await contentOf(body)]).toEqual([201, "hello"]);
    for (const decide of [pass, () => setImmediate({ fields: [] })]) {
      const { client } = await intercepted(decide, application);
      expect(await client.response()).toMatchObject({ status: 201, body: "hello" });
    }
  });

  it("may send the head without our writeHead: the decision is made all the same, too late for its fields", async () => {
    let sent = 0;
    const statuses: number[] = [];
    const decide: Decide = ({ status }) => {
      statuses.push(status);
      return { fields: [["X-Added", "a"]], sent: () => (sent += 1) };
    };
    const { client, errors } = await intercepted(decide, (response) => {
      ServerResponse.prototype.writeHead.call(response, 201);
      response.end("hello");
    });
    const { status, body, field } = await client.response();
    expect([status, body, field("X-Added")]).toEqual([201, "hello", undefined]);
    expect([statuses, sent, errors]).toEqual([[201], 1, []]);
  });

  it("that wraps the response later may swallow the announced head; then the response passes through", async () => {
    let asked = 0;
    const decide: Decide = () => {
      asked += 1;
      return "keep";
    };
    const { client } = await intercepted(decide, (response) => {
      const { writeHead } = response;
      let calls = 0;
      response.writeHead = ((...head: [number]) => {
        calls += 1;
        return calls === 1 ? response : writeHead.apply(response, head);
      }) as typeof writeHead;
      response.end("hello");
    });
    expect((await client.response()).body).toBe("hello");
    expect(asked).toBe(0);
  });
});
