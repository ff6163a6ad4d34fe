import { AsyncLocalStorage } from "node:async_hooks";
import { createServer, type RequestListener } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { ServerError } from "@resource-events/server";
import { until } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { describe, expect, it } from "vitest";
import { inTurn } from "./index.ts";

const get = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`;

/** A listener that keeps its responses open, and what it was called with. */
function holding() {
  const calls: { readonly target: string; end(): void }[] = [];
  const listener: RequestListener = ({ url = "" }, response) => {
    response.flushHeaders();
    calls.push({ target: url, end: () => response.end(url) });
  };
  return { calls, listener };
}

describe("inTurn", () => {
  it("gives a listener each pipelined request when the response before it is complete", async () => {
    const { calls, listener } = holding();
    const { connect } = await listenInTest(createServer(inTurn(listener)));
    const client = connect();
    client.socket.write(`${get("/1")}${get("/2")}${get("/3")}`);
    for (const target of ["/1", "/2", "/3"]) {
      await until(() => calls.length > 0);
      expect(calls.map((call) => call.target)).toEqual([target]);
      calls.shift()?.end();
      expect((await client.response()).body).toBe(target);
    }
  });

  it("closes a connection with too many, and others go on", async () => {
    const { calls, listener } = holding();
    const { connect } = await listenInTest(createServer(inTurn(listener, { waitingRequests: 2 })));
    const [client, other] = [connect(), connect()];
    client.socket.write(get("/1").repeat(3));
    await until(() => calls.length === 1);
    other.socket.write(get("/other"));
    await until(() => calls.length === 2);
    client.socket.write(get("/1"));
    await client.closed;
    calls[1]?.end();
    expect((await other.response()).body).toBe("/other");
    expect(calls).toHaveLength(2);
  });

  it("counts only those that wait", async () => {
    const listener: RequestListener = ({ url }, response) => void response.end(url);
    const { connect } = await listenInTest(createServer(inTurn(listener, { waitingRequests: 2 })));
    const client = connect();
    for (let round = 0; round < 10; round += 1) {
      client.socket.write(get(`/${round}`).repeat(3));
      for (let count = 0; count < 3; count += 1) expect((await client.response()).body).toBe(`/${round}`);
    }
  });

  it("calls the listener in the context of its own request", async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: [string | undefined, string | undefined][] = [];
    const inner = inTurn(({ url }, response) => {
      seen.push([url, storage.getStore()]);
      setImmediate(() => response.end());
    });
    const server = createServer((request, response) => storage.run(request.url ?? "", () => inner(request, response)));
    const { connect } = await listenInTest(server);
    const client = connect();
    client.socket.write(["/1", "/2", "/3"].map(get).join(""));
    for (let count = 0; count < 3; count += 1) await client.response();
    expect(seen).toEqual(["/1", "/2", "/3"].map((url) => [url, url]));
  });

  it("leaves requests of HTTP/2 alone", async () => {
    const { calls, listener } = holding();
    const server = createHttp2Server(inTurn(listener, { waitingRequests: 0 }) as never);
    const { origin } = await listenInTest(server);
    const session = connectHttp2(origin);
    for (const path of ["/1", "/2", "/3"]) session.request({ ":path": path }).on("error", () => {});
    await until(() => calls.length === 3);
    session.destroy();
  });

  it.each([-1, Number.NaN])("refuses to let %d wait", (waitingRequests) => {
    expect(() => inTurn(() => {}, { waitingRequests })).toThrow(ServerError);
  });
});
