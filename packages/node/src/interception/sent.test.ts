import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { until } from "@resource-events/testing-support";
import { describe, expect, it } from "vitest";
import { intercepted, later } from "../../test/intercepted.ts";
import type { Decide } from "./intercept-response.ts";

const pass: Decide = () => ({ fields: [["X-Added", "a"]] });

describe("sent is called (PREP-MS-2)", () => {
  /** Counts the calls of `sent`, and how far the response was at the first one. */
  function counted() {
    const counts = { calls: 0 };
    const sent = (): void => {
      counts.calls += 1;
    };
    return { counts, sent };
  }

  it("once, when the response was handed to the operating system", async () => {
    const { counts, sent } = counted();
    const seen: unknown[] = [];
    const { client, response } = await intercepted(
      () => ({ fields: [], sent }),
      (it) => {
        it.end("hello");
        seen.push(["end", counts.calls]);
        it.once("finish", () => seen.push(["finish", counts.calls]));
        it.once("close", () => seen.push(["close", counts.calls]));
      },
    );
    await client.response();
    await until(() => seen.length === 3);
    expect(seen).toEqual([
      ["end", 0],
      ["finish", 1],
      ["close", 1],
    ]);
    expect(response.listenerCount("close")).toBe(0);
  });

  it("not while the client does not read, but when the connection closes", async () => {
    const { counts, sent } = counted();
    const { client, response } = await intercepted(
      () => ({ fields: [], sent }),
      (it) => it.end(Buffer.alloc(32 * 1024 * 1024)),
    );
    client.socket.pause();
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
    expect(counts.calls).toBe(0);
    client.leave();
    await once(response, "close");
    expect(counts.calls).toBe(1);
  });

  it("at once if the connection closed before the head", async () => {
    const { counts, sent } = counted();
    const { client, response } = await intercepted(
      () => ({ fields: [], sent }),
      () => {},
    );
    client.leave();
    await once(response, "close");
    response.end("hello");
    expect(counts.calls).toBe(1);
  });

  it("at once if the connection closed while the decision was pending", async () => {
    const { counts, sent } = counted();
    const { decide, resolve } = later();
    const { client, response, errors } = await intercepted(decide, (it) => it.end("hello"));
    client.leave();
    await once(response, "close");
    expect(counts.calls).toBe(0);
    resolve({ fields: [], sent });
    await until(() => counts.calls === 1);
    await setImmediate();
    expect(counts.calls).toBe(1);
    expect(errors).toEqual([]);
  });

  it("after a late decision", async () => {
    const { counts, sent } = counted();
    const { decide, resolve } = later();
    const { client } = await intercepted(decide, (it) => it.end("hello"));
    await setImmediate();
    resolve({ fields: [], sent });
    await client.response();
    await until(() => counts.calls === 1);
  });

  it("even if a field is invalid", async () => {
    const { counts, sent } = counted();
    const { client, errors } = await intercepted(
      () => ({ fields: [["X-Added", "a\nb"]], sent }),
      (it) => it.end("hello"),
    );
    await client.response();
    await until(() => counts.calls === 1);
    expect(errors).toHaveLength(1);
  });

  it("with one listener per event, whatever else needs one", async () => {
    const { decide, resolve } = later();
    const { response, interception } = await intercepted(decide, () => {});
    const count = () => ["finish", "close"].map((event) => response.listenerCount(event));
    const [finish = 0, close = 0] = count();
    void interception.kept;
    response.write("hel");
    resolve({ fields: [], sent() {} });
    await setImmediate();
    void interception.kept;
    expect(count()).toEqual([finish + 1, close + 1]);
  });

  it("without a listener if nothing needs one", async () => {
    const { response } = await intercepted(pass, () => {});
    const before = response.listenerCount("close");
    response.write("hel");
    expect(response.listenerCount("close")).toBe(before);
  });
});
