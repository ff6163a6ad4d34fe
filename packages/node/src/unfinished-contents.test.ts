import { once } from "node:events";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { sendQuery, until } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { describe, expect, it, onTestFinished } from "vitest";
import { serve } from "../test/serve.ts";
import { resourceEvents } from "./index.ts";

const limits = { contentSeconds: 0.2 };

describe("the content of a QUERY that does not end", () => {
  it("is refused with 408, and its connection closes", async () => {
    const { connect } = await serve((_, response) => void response.end("hello"), { limits });
    const client = connect();
    client.socket.write(
      "QUERY /note HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
    );
    const { status, body } = await client.response();
    expect([status, JSON.parse(body).code]).toEqual([408, "content-timeout"]);
    await client.closed;
  });

  it("is refused over HTTP/2, and its stream closes, while the connection serves others", async () => {
    const events = resourceEvents({ limits });
    const { origin } = await listenInTest(createHttp2Server(events.wrap((_, response) => void response.end("hello"))));
    const session = connectHttp2(origin);
    onTestFinished(() => session.destroy());
    const streams = Array.from({ length: 100 }, () => {
      const stream = session.request({ ":path": "/n", ":method": "QUERY", "content-type": "application/json" });
      const seen = { status: 0, closed: false };
      stream.on("response", (fields) => {
        seen.status = Number(fields[":status"]);
      });
      stream.on("error", () => {});
      stream.on("close", () => {
        seen.closed = true;
      });
      stream.resume().write(Buffer.alloc(1_000, 32));
      return seen;
    });
    const other = session.request({ ":path": "/n" });
    const [fields] = await once(other, "response");
    expect(fields[":status"]).toBe(200);
    await until(() => streams.every(({ closed }) => closed));
    expect(streams.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 408));
  });
});

describe("the content of a QUERY that is refused before it has ended", () => {
  const head = (length: number): string =>
    `QUERY /note HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n{`;

  it.each([
    ["since too many others are on their way", 503, 1_000, { limits: { ...limits, unfinishedContents: 1 } }],
    ["since its client may not subscribe", 403, 1_000, { limits, authorize: () => false }],
    ["since it is too large", 413, 100_000, { limits }],
  ] as const)("has its connection closed if the rest does not come: %s", async (_, status, length, options) => {
    const { connect } = await serve((_, response) => void response.end("hello"), options);
    const clients = Array.from({ length: 5 }, () => connect());
    for (const client of clients) client.socket.write(head(length));
    const statuses = await Promise.all(clients.map(async (client) => (await client.response()).status));
    expect(statuses.filter((one) => one === status).length).toBeGreaterThanOrEqual(4);
    await Promise.all(clients.map(({ closed }) => closed));
  });

  it("leaves its connection to later requests if the rest comes in time", async () => {
    const { connect } = await serve((_, response) => void response.end("hello"), { limits, authorize: () => false });
    const [client, later] = [connect(), connect()];
    client.socket.write(head(3));
    expect((await client.response()).status).toBe(403);
    client.socket.write("{}");
    later.socket.write(head(3));
    client.send("GET /note HTTP/1.1");
    expect((await client.response()).body).toBe("hello");
    await later.closed;
    client.send("GET /note HTTP/1.1");
    expect((await client.response()).body).toBe("hello");
  });

  it("has its stream of HTTP/2 closed, while the connection serves others", async () => {
    const events = resourceEvents({
      limits: { ...limits, unfinishedContents: 1 },
      authorize: ({ url }) => url !== "/refused",
    });
    const { origin } = await listenInTest(createHttp2Server(events.wrap((_, response) => void response.end("hello"))));
    const session = connectHttp2(origin);
    onTestFinished(() => session.destroy());
    const statuses = ["/first", "/second", "/refused", "/large"].map(async (path) => {
      const stream = session.request({ ":path": path, ":method": "QUERY", "content-type": "application/json" });
      stream.on("error", () => {}).resume();
      stream.write(" ".repeat(path === "/large" ? 20_000 : 1_000));
      const [[fields]] = await Promise.all([once(stream, "response"), once(stream, "close")]);
      return fields[":status"];
    });
    expect((await Promise.all(statuses)).toSorted()).toEqual([403, 408, 503, 503]);
    const other = session.request({ ":path": "/n" });
    const [fields] = await once(other, "response");
    expect(fields[":status"]).toBe(200);
  });
});

describe("the content of a PATCH that does not end", () => {
  it("is not copied any more if too many others do not end either, whose deltas are told", async () => {
    let begun = 0;
    const { connect } = await serve(
      async (request, response) => {
        if (request.method === "PATCH") begun += 1;
        for await (const _ of request);
        response.end("done");
      },
      { deltas: ["text/x-diff"], limits: { unfinishedContents: 10 } },
    );
    const subscriber = connect();
    sendQuery(subscriber, { content: JSON.stringify({ events: { Accept: 'application/json;delta="text/x-diff"' } }) });
    await subscriber.partial();
    const head = "PATCH /note HTTP/1.1\r\nHost: x\r\nContent-Type: text/x-diff\r\nContent-Length: 2\r\n\r\n";
    const clients = [];
    for (let count = 1; count <= 15; count += 1) {
      const client = connect();
      client.socket.write(`${head}+`);
      await until(() => begun === count);
      clients.push(client);
    }
    const deltas: unknown[] = [];
    for (const client of clients) {
      client.socket.write("a");
      const id = (await client.response()).field("Event-ID");
      const { body } = await subscriber.partial((text) => text.includes(id ?? "none") && text.endsWith("}\n"));
      deltas.push(JSON.parse(body.slice(body.lastIndexOf("\u001e") + 1)).delta);
    }
    expect(deltas).toEqual(Array.from({ length: 15 }, (_, index) => (index < 5 ? undefined : "+a")));
  });
});
