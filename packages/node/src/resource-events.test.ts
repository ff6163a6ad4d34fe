import { ServerError } from "@resource-events/server";
import { isOpen, sendPrep, sendQuery, until } from "@resource-events/testing-support";
import { describe, expect, it } from "vitest";
import { serve } from "../test/serve.ts";
import { type NodeHandler, type NodeOptions, resourceEvents } from "./index.ts";

const hello: NodeHandler = (_, response) => response.writeHead(200, { "Content-Type": "text/plain" }).end("hello");

describe("resourceEvents", () => {
  it("throws if an option is invalid", () => {
    expect(() => resourceEvents({ limits: { waitingBytes: -1 } })).toThrow(ServerError);
    expect(() => resourceEvents({ base: "nowhere" })).toThrow(expect.objectContaining({ code: "option" }));
    expect(() => resourceEvents({ deltaBytes: -1 })).toThrow(expect.objectContaining({ code: "option" }));
    expect(() => resourceEvents({ deltaBytes: Number.NaN })).toThrow(expect.objectContaining({ code: "option" }));
  });

  it("does not deliver the events of another instance", async () => {
    const [one, two] = [await serve(hello), await serve(hello)];
    const client = one.connect();
    sendPrep(client);
    await client.partial(isOpen);
    const foreign = await two.events.notify("/note", { type: "update" });
    const own = await one.events.notify("/note", { type: "update" });
    const { body } = await client.partial(own);
    expect(body).not.toContain(foreign);
  });

  it("rejects invalid event details", async () => {
    const { events } = await serve(hello);
    await expect(events.notify("/note", { type: "update", etag: "unquoted" })).rejects.toMatchObject({ code: "event" });
  });
});

describe("the option resource", () => {
  it.each<[kind: string, resource: NodeOptions["resource"]]>([
    ["a function", (target) => (target.startsWith("/notes/") ? target.split("?")[0] : undefined)],
    ["a pattern", "/notes/:id"],
    ["patterns", ["/", "/notes/:id"]],
  ])("as %s gives a resource its key, and leaves targets without one alone", async (_kind, resource) => {
    const { connect, events } = await serve(hello, { resource });
    const client = connect();
    sendPrep(client, "/notes/1?x=1");
    await client.partial(isOpen);
    const id = await events.notify("/notes/1", { type: "delete" });
    expect((await client.response()).body).toContain(id);
    sendPrep(client, "/other");
    const other = await client.response();
    expect([other.body, other.field("Events"), other.field("Vary")]).toEqual(["hello", undefined, undefined]);
    client.send("PUT /other HTTP/1.1", "x");
    expect((await client.response()).field("Event-ID")).toBeUndefined();
  });
});

describe("a connection", () => {
  it("stays open after each of 200 streams that end cleanly, without warnings from Node", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on("warning", onWarning);
    const { connect, events, errors, server } = await serve(hello);
    let connections = 0;
    server.on("connection", () => {
      connections += 1;
    });
    const client = connect();
    for (let count = 0; count < 200; count += 1) {
      if (count % 2 === 0) sendPrep(client);
      else sendQuery(client);
      await client.partial(count % 2 === 0 ? isOpen : "");
      await events.notify("/note", { type: "delete" });
      expect((await client.response()).complete).toBe(true);
    }
    client.send("PUT /note HTTP/1.1", "x");
    expect((await client.response()).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1));
    process.off("warning", onWarning);
    expect([connections, warnings, errors]).toEqual([1, [], []]);
    for (const event of ["close", "drain", "error", "end"]) {
      expect(client.socket.listenerCount(event), event).toBeLessThan(10);
    }
  });

  it("accepts pipelined requests, and responds to them in order", async () => {
    const { connect, events } = await serve(({ url, method }, response) => response.end(`${method} ${url}`));
    const client = connect();
    client.send("GET /1 HTTP/1.1");
    sendPrep(client, "/2");
    client.send("GET /3 HTTP/1.1");
    sendQuery(client, { target: "/4" });
    client.send("GET /5 HTTP/1.1");
    expect((await client.response()).body).toBe("GET /1");
    await client.partial(isOpen);
    await events.notify("/2", { type: "delete" });
    expect((await client.response()).body).toContain("GET /2");
    expect((await client.response()).body).toBe("GET /3");
    const opened = await client.partial();
    expect(opened.field("Content-Type")).toBe("application/json-seq");
    await events.notify("/4", { type: "delete" });
    expect((await client.response()).body).toContain('"type":"delete"');
    expect((await client.response()).body).toBe("GET /5");
  });

  it("of HTTP/1.0 has a stream without chunks, which ends when it closes", async () => {
    for (const fields of ["", "Connection: keep-alive\n"]) {
      const { connect, events } = await serve(hello);
      const client = connect();
      client.send(`GET /note HTTP/1.0\n${fields}Accept-Events: "prep"`);
      const opened = await client.partial(isOpen);
      expect(opened.field("Transfer-Encoding")).toBeUndefined();
      expect(opened.field("Content-Length")).toBeUndefined();
      const id = await events.notify("/note", { type: "delete" });
      expect(await client.closed).toBe("end");
      const { body } = await client.response();
      expect(body).toContain(id);
      expect(body).toMatch(/--\S+--\r\n--\S+--(\r\n)?$/);
    }
  });

  it("is closed after the stream if the handler wants it closed after its response", async () => {
    const { connect, events } = await serve((_, response) =>
      response.writeHead(200, { Connection: "close" }).end("hello"),
    );
    const client = connect();
    sendPrep(client);
    expect((await client.partial(isOpen)).field("Connection")).toBe("close");
    await events.notify("/note", { type: "delete" });
    expect((await client.response()).complete).toBe(true);
    expect(await client.closed).toBe("end");
  });
});

describe("a target", () => {
  it("in absolute form is the resource of its path (RFC 9112 section 3.2.2)", async () => {
    const { connect, events } = await serve(hello);
    const client = connect();
    sendPrep(client, "http://example.org/note?x=1");
    await client.partial(isOpen);
    const id = await events.notify("/note?x=1", { type: "delete" });
    expect((await client.response()).body).toContain(id);
  });

  it("that is not a resource is left to the handler: OPTIONS *", async () => {
    const { connect } = await serve(({ url }, response) => response.end(url));
    const client = connect();
    client.send("OPTIONS * HTTP/1.1");
    const response = await client.response();
    expect([response.body, response.field("Accept-Query")]).toEqual(["*", undefined]);
  });
});

describe("close", () => {
  it("ends every stream cleanly, so that the server can stop", async () => {
    const { connect, events, server, errors } = await serve(hello);
    const clients = [connect(), connect(), connect()];
    for (const [index, client] of clients.entries()) {
      if (index === 0) sendQuery(client, { accept: "multipart/mixed" });
      else sendPrep(client);
      await client.partial(index === 0 ? "--" : isOpen);
    }
    events.close();
    const stopped = new Promise((resolve) => server.close(resolve));
    for (const client of clients) {
      const { complete, body } = await client.response();
      expect(complete).toBe(true);
      expect(body).toMatch(/--\r\n?\n?$|--$/);
    }
    await stopped;
    expect(errors).toEqual([]);
  });

  it("ends a stream that is still being opened as soon as it is open", async () => {
    let answer: () => void = () => {};
    const { connect, events } = await serve((_, response) => {
      answer = () => response.end("hello");
    });
    const client = connect();
    sendPrep(client);
    const before = answer;
    await until(() => answer !== before);
    events.close();
    answer();
    const { complete, body } = await client.response();
    expect([complete, body.includes("hello")]).toEqual([true, true]);
  });

  it("refuses later subscriptions in the way of each protocol", async () => {
    const { connect, events } = await serve(hello);
    events.close();
    const client = connect();
    sendPrep(client);
    const prep = await client.response();
    expect([prep.status, prep.body, prep.field("Events")]).toEqual([200, "hello", 'protocol="prep", status=503']);
    sendQuery(client);
    const query = await client.response();
    expect([query.status, query.field("Retry-After")]).toEqual([503, "5"]);
    client.send("PUT /note HTTP/1.1", "x");
    expect((await client.response()).field("Event-ID")).toMatch(/^\S+$/);
  });
});

describe("a duration", () => {
  it("ends the stream cleanly when it is over, and the connection stays open (EQ-ST-9)", async () => {
    const { connect, errors } = await serve(hello, { duration: { default: 600 } });
    const client = connect();
    sendQuery(client, { fields: "Events: duration=0.05", accept: "multipart/mixed" });
    const { complete, field } = await client.response();
    expect([complete, field("Events")]).toEqual([true, "duration=0.05"]);
    client.send("GET /note HTTP/1.1");
    expect((await client.response()).body).toBe("hello");
    expect(errors).toEqual([]);
  });
});
