import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { Readable } from "node:stream";
import { setImmediate, setTimeout } from "node:timers/promises";
import { sendPrep, subscribeToLeave, until, waysToLeave } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import type { Middleware } from "koa";
import { describe, expect, it } from "vitest";
import { resourceEvents } from "../src/index.ts";
import { applicationOf, complete, versions } from "./applications.ts";

async function* endless(): AsyncGenerator<Buffer> {
  for (;;) {
    yield Buffer.from("more");
    await setTimeout(1);
  }
}

const handlers: Readonly<Record<string, Middleware>> = {
  "that responds at once": (ctx) => {
    ctx.body = "hello";
  },
  "that does not respond": () => new Promise(() => {}),
  "whose body is a stream": (ctx) => {
    ctx.body = Readable.from(endless());
  },
};

describe.each(versions)("%s, a client that leaves", (_name, Koa) => {
  describe.each(waysToLeave)("by %s", (way) => {
    it.each(Object.entries(handlers))("is no error for anybody, with a handler %s", async (_, handler) => {
      const heard: unknown[] = [];
      const seen = { requests: 0, closed: 0 };
      const onSurprise = (surprise: unknown): void => void heard.push(surprise);
      process.on("warning", onSurprise);
      const events = resourceEvents({ onError: onSurprise });
      const { listener, reported } = complete(applicationOf(Koa, [events, handler]));
      const counting: typeof listener = (request, response) => {
        seen.requests += 1;
        response.once("close", () => {
          seen.closed += 1;
        });
        return listener(request, response);
      };
      const server = way.startsWith("HTTP/2") ? createHttp2Server(counting as never) : createServer(counting);
      const { port } = await listenInTest(server);
      for (const [query, whole] of [
        [false, true],
        [true, true],
        [true, false],
      ]) {
        const client = subscribeToLeave(port, way, { query, whole });
        await until(() => seen.requests === seen.closed + 1 && events.stats().subscriptions.total === (whole ? 1 : 0));
        client.leave();
        await until(() => seen.requests === seen.closed);
        await events.notify("/note", { type: "update" });
      }
      for (let turn = 0; turn < 5; turn += 1) await setImmediate();
      process.off("warning", onSurprise);
      expect(events.stats().subscriptions.total).toBe(0);
      expect([...heard, ...reported]).toEqual([]);
    });
  });

  it("does not hide a failure of the handler that comes after", async () => {
    let respond = (): void => {};
    const heard: unknown[] = [];
    const events = resourceEvents({ onError: (error) => heard.push(error) });
    const handler: Middleware = async () => {
      await new Promise<void>((resolve) => {
        respond = resolve;
      });
      throw Object.assign(new Error("the database has reset the connection"), { code: "ECONNRESET" });
    };
    const { listener, reported } = complete(applicationOf(Koa, [events, handler]));
    const { connect } = await listenInTest(createServer(listener));
    const client = connect();
    sendPrep(client);
    await until(() => events.stats().subscriptions.total === 1);
    client.leave();
    await until(() => events.stats().subscriptions.total === 0);
    respond();
    await until(() => reported.length > 0);
    expect(reported).toMatchObject([{ code: "ECONNRESET" }]);
  });
});
