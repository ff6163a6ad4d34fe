import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import { createServer as createSecureServer } from "node:https";
import { connect as connectTo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { connect as connectSecurely } from "node:tls";
import { Client, isOpen, sendPrep, sendQuery, until } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { describe, expect, it, onTestFinished } from "vitest";
import { keyedTls } from "../test/keyed-tls.ts";
import { serve } from "../test/serve.ts";
import { watchedForms } from "../test/watched-forms.ts";
import { type NodeHandler, resourceEvents } from "./index.ts";

const hello: NodeHandler = (_, response) => response.writeHead(200, { "Content-Type": "text/plain" }).end("hello");

/** An event of some 64 KiB. */
const bulky = { type: "update", object: `/${"x".repeat(64 * 1024)}` } as const;

describe("the output", () => {
  it("reaches the client at once, even if nothing follows it", async () => {
    const { connect, events } = await serve(hello);
    const client = connect();
    sendPrep(client);
    await client.partial(isOpen);
    for (let count = 0; count < 5; count += 1) {
      const before = client.length;
      const id = await events.notify("/note", { type: "update" });
      await client.partial(id);
      expect(client.length).toBeGreaterThan(before);
    }
  });

  it("is one chunk for each notification, which ends with the delimiter (PREP-RS-8)", async () => {
    const { connect, events } = await serve(hello);
    const client = connect();
    sendPrep(client);
    const { chunks: before } = await client.partial(isOpen);
    for (let count = 0; count < 3; count += 1) {
      await events.notify("/note", { type: "update" });
      await setImmediate();
    }
    const { chunks } = await client.partial((body) => body.split("Event-ID").length === 4);
    expect(chunks.slice(before.length)).toHaveLength(3);
    for (const chunk of chunks.slice(before.length)) expect(chunk).toMatch(/^\r\n\r\nMethod[\s\S]*\r\n--\S+$/);
  });

  it("of one tick is sent together", async () => {
    const { connect, events } = await serve(hello);
    const client = connect();
    sendPrep(client);
    const { chunks: before } = await client.partial(isOpen);
    await Promise.all([1, 2, 3].map(() => events.notify("/note", { type: "update" })));
    const { chunks } = await client.partial((body) => body.split("Event-ID").length === 4);
    expect(chunks.slice(before.length)).toHaveLength(1);
  });
});

describe("a reader that does not read", () => {
  it("is cut off visibly at its limit, and the others go on", async () => {
    const { connect, events, errors } = await serve(hello, { limits: { waitingBytes: 200_000 } });
    const [slow, quick] = [connect(), connect()];
    sendPrep(slow);
    sendPrep(quick);
    await Promise.all([slow.partial(isOpen), quick.partial(isOpen)]);
    slow.socket.pause();
    let sent = 0;
    while (errors.length === 0) {
      const id = await events.notify("/note", bulky);
      sent += 1;
      await until(() => quick.length > sent * 64 * 1024);
      if (sent > 1_000) throw new Error(`Nobody was cut off by ${id}`);
    }
    expect(errors).toMatchObject([{ code: "slow-reader" }]);
    slow.socket.resume();
    await slow.closed;
    expect((await slow.partial()).complete).toBe(false);
    const last = await events.notify("/note", { type: "delete" });
    await until(() => quick.tail.endsWith("0\r\n\r\n"));
    const whole = await quick.response();
    expect(whole.body.split("Event-ID: ").length - 1).toBe(sent + 1);
    expect(whole.body).toContain(last);
    expect(errors).toHaveLength(1);
  });

  // A Node client before version 24 reports a reset after a partial read as an end.
  const reportsResets = Number(process.versions.node.split(".")[0]) >= 24;
  it.skipIf(!reportsResets)("sees a reset with HTTP/1.0, which has no other sign of a cut-off", async () => {
    const { connect, events, errors } = await serve(hello, { limits: { waitingBytes: 200_000 } });
    const slow = connect();
    slow.send('GET /note HTTP/1.0\nAccept-Events: "prep"');
    await slow.partial(isOpen);
    slow.socket.pause();
    while (errors.length === 0) {
      await events.notify("/note", bulky);
      await setImmediate();
    }
    slow.socket.resume();
    expect(await slow.closed).toBe("reset");
  });

  it("is cut off even over a socket that does not support resets", async () => {
    const folder = mkdtempSync(join(tmpdir(), "resource-events-node-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const errors: unknown[] = [];
    const events = resourceEvents({ onError: (error) => errors.push(error), limits: { waitingBytes: 200_000 } });
    const server = createServer(events.wrap(hello) as RequestListener);
    const path = join(folder, "socket");
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => void server.close());
    const client = connectTo(path);
    client.write('GET /note HTTP/1.0\r\nAccept-Events: "prep"\r\n\r\n');
    await new Promise((resolve) => client.once("data", resolve));
    client.pause();
    while (errors.length === 0) {
      await events.notify("/note", bulky);
      await setImmediate();
    }
    expect(errors).toMatchObject([{ code: "slow-reader" }]);
    const closed = new Promise((resolve) => client.once("close", resolve));
    client.on("error", () => {});
    client.resume();
    await closed;
  });
});

describe("a client that leaves", () => {
  it("is forgotten at once: no more events are rendered", async () => {
    let rendered = 0;
    const forms = watchedForms(() => (rendered += 1));
    const { connect, events, server } = await serve(hello, { prep: { forms }, eventsQuery: { forms } });
    for (const send of [sendPrep, sendQuery]) {
      const closed = new Promise<void>((resolve) => {
        server.once("request", (_, response) => response.once("close", resolve));
      });
      const client = connect();
      send(client);
      await client.partial(send === sendPrep ? isOpen : "");
      rendered = 0;
      await events.notify("/note", { type: "update" });
      expect(rendered).toBe(1);
      client.leave();
      await closed;
      await events.notify("/note", { type: "update" });
      expect(rendered).toBe(1);
    }
  });
});

describe("over TLS", () => {
  it.each(["1.0", "1.1"])("a stream is served and cut off as over TCP, with HTTP/%s", async (version) => {
    const errors: unknown[] = [];
    const events = resourceEvents({ onError: (error) => errors.push(error), limits: { waitingBytes: 200_000 } });
    const server = createSecureServer(keyedTls.server, events.wrap(hello) as RequestListener);
    const { port } = await listenInTest(server);
    const client = connectSecurely({ port, host: "127.0.0.1", ...keyedTls.client });
    client.on("error", () => {});
    client.write(`GET /note HTTP/${version}\r\nHost: example.org\r\nAccept-Events: "prep"\r\n\r\n`);
    let text = "";
    client.on("data", (bytes: Buffer) => {
      text += bytes.toString("latin1");
    });
    await until(() => isOpen(text) || /digest[\s\S]*\r\n--/.test(text));
    const id = await events.notify("/note", { type: "update" });
    await until(() => text.includes(id));
    client.pause();
    while (errors.length === 0) {
      await events.notify("/note", bulky);
      await setImmediate();
    }
    expect(errors).toMatchObject([{ code: "slow-reader" }]);
    const closed = new Promise((resolve) => client.once("close", resolve));
    client.resume();
    await closed;
  });
});

describe("over HTTP/2", () => {
  it("a stream is served, cut off without affecting others, and ended", async () => {
    const errors: unknown[] = [];
    const events = resourceEvents({ onError: (error) => errors.push(error), limits: { waitingBytes: 200_000 } });
    const handler = (_: Http2ServerRequest, response: Http2ServerResponse) =>
      response.writeHead(200, { "Content-Type": "text/plain" }).end("hello");
    const server = createHttp2Server(events.wrap(handler));
    const { origin } = await listenInTest(server);
    const client = await new Client({ origin }, "HTTP/2").onOneConnection();
    onTestFinished(() => client.close());
    const ask = () => client.open("GET", "/note", { "Accept-Events": '"prep"' });
    const [slow, quick] = [await ask(), await ask()];
    for (const stream of [slow, quick]) {
      await stream.until(({ content }) => isOpen(content));
      expect(stream.status).toBe(200);
    }
    slow.pause();
    let sent = 0;
    while (errors.length === 0) {
      const id = await events.notify("/note", bulky);
      sent += 1;
      await quick.untilContent(id);
    }
    expect(errors).toMatchObject([{ code: "slow-reader" }]);
    await slow.until(({ ended }) => ended);
    expect(slow.complete).toBe(false);
    const id = await events.notify("/note", { type: "delete" });
    await quick.untilComplete();
    expect(quick.content.split("Event-ID: ").length - 1).toBe(sent + 1);
    expect(quick.content).toContain(id);
    expect((await client.put("/note", "x")).field("Event-ID")).toMatch(/^\S+$/);
  });
});

describe("middleware that replaces write", () => {
  it("gets all output if it runs before the adapter", async () => {
    const events = resourceEvents();
    const wrapped = events.wrap(hello);
    const { connect } = await listenInTest(
      createServer((request, response) => {
        const { write } = response;
        const shout = (bytes: Uint8Array) => write.call(response, Buffer.from(bytes).toString().toUpperCase(), "utf8");
        response.write = shout as typeof write;
        void wrapped(request, response);
      }),
    );
    const client = connect();
    sendPrep(client);
    await client.partial("HELLO");
    await events.notify("/note", { type: "update" });
    await client.partial("METHOD: PUT");
  });
});

describe("a handler that corks its response", () => {
  it("keeps its content in order with the notifications after it", async () => {
    const { connect, events } = await serve(async (_, response) => {
      response.writeHead(200, { "Content-Type": "text/plain" });
      response.cork();
      response.write("a".repeat(20_000));
      await setImmediate();
      response.end("b");
      await setImmediate();
      response.uncork();
    });
    const client = connect();
    sendPrep(client);
    const { body } = await client.partial(isOpen);
    expect(body).toMatch(/\r\n\r\na{20000}b\r\n--/);
    const id = await events.notify("/note", { type: "delete" });
    expect((await client.response()).body).toContain(id);
  });
});

describe("a server whose sockets have a larger highWaterMark", () => {
  it("sends a large representation, too", async () => {
    const piece = Buffer.alloc(10_240, "~");
    const { connect } = await serve(
      (_, response) => {
        Readable.from(Array.from({ length: 800 }, () => piece)).pipe(response);
      },
      {},
      { highWaterMark: 1024 * 1024 },
    );
    const client = connect();
    client.socket.pause();
    sendPrep(client);
    setTimeout(() => client.socket.resume(), 50);
    await until(() => client.length > 800 * piece.byteLength);
    const { body } = await client.partial(isOpen);
    expect(body.lastIndexOf("~") - body.indexOf("~") + 1).toBe(800 * piece.byteLength);
  });
});

describe("a client that has ended its side of the connection, and does not read", () => {
  it("is cut off at its limit, and its connection has no other error", async () => {
    const { connect, events, errors, server } = await serve(hello, { limits: { waitingBytes: 8 * 1024 * 1024 } });
    const faults: unknown[] = [];
    server.on("clientError", (error, socket) => {
      faults.push(error);
      socket.destroy();
    });
    const connection = new Promise<Socket>((resolve) => server.once("connection", resolve));
    const client = connect();
    sendPrep(client);
    await client.partial(isOpen);
    const socket = await connection;
    client.socket.pause();
    while (errors.length === 0 && faults.length === 0) {
      await events.notify("/note", { type: "update", object: `/${"x".repeat(12 * 1024)}` });
      await setImmediate();
      if (socket.writableLength > 0 && client.socket.writable) client.socket.end();
    }
    expect(socket.writableEnded).toBe(true);
    expect(faults).toEqual([]);
    expect(errors).toMatchObject([{ code: "slow-reader" }]);
  });
});
