import { sendQuery } from "@resource-events/testing-support";
import { describe, expect, it } from "vitest";
import { serve } from "../test/serve.ts";
import type { NodeHandler, NodeRequest } from "./index.ts";

const hello: NodeHandler = (_, response) => response.end("hello");

describe("a QUERY that is refused (EQ-RQ-2)", () => {
  it.each([
    ["no Content-Type", "", '{"events":{}}', 400],
    ["an invalid Content-Type", "Content-Type: nonsense", '{"events":{}}', 400],
    ["an unsupported Content-Type", "Content-Type: text/plain", '{"events":{}}', 415],
    ["a content coding", "Content-Type: application/json\nContent-Encoding: gzip", '{"events":{}}', 415],
    ["content that does not parse", "Content-Type: application/json", '{"events":', 400],
    ["invalid content", "Content-Type: application/json", '{"state":{}}', 422],
    ["no acceptable type", "Content-Type: application/json\nAccept: text/html", '{"events":{}}', 406],
    ["too much content", "Content-Type: application/json", `{"events":{}${" ".repeat(16_384)}}`, 413],
  ])("has %s: %s", async (_, fields, content, status) => {
    let called = false;
    const served = await serve(
      () => {
        called = true;
      },
      { refusalFields: [["Access-Control-Allow-Origin", "*"]] },
    );
    const client = served.connect();
    // The connection stays open after the refusal.
    for (let count = 0; count < 2; count += 1) {
      client.send(`QUERY /note HTTP/1.1\n${fields}`, content);
      const response = await client.response();
      expect(response.status).toBe(status);
      expect(response.field("Content-Type")).toBe("application/problem+json");
      expect(response.field("Access-Control-Allow-Origin")).toBe("*");
      expect(response.field("Content-Length")).toBe(String(response.body.length));
      expect(JSON.parse(response.body)).toMatchObject({ status });
      if (status === 415) expect(response.field("Accept-Query")).toContain("application/json");
    }
    expect(called).toBe(false);
    expect(served.errors).toEqual([]);
  });

  it("has too much content in chunks: the client gets the response whenever it reads it, and can continue", async () => {
    const { connect } = await serve(hello);
    const client = connect();
    const chunk = `10000\r\n${" ".repeat(0x10000)}\r\n`;
    client.send("QUERY /note HTTP/1.1\nContent-Type: application/json\nTransfer-Encoding: chunked");
    client.socket.write(chunk);
    expect((await client.response()).status).toBe(413);
    for (let count = 0; count < 100; count += 1) client.socket.write(chunk);
    client.socket.write("0\r\n\r\n");
    client.send("GET /note HTTP/1.1");
    expect((await client.response()).body).toBe("hello");
  });

  it("has content that breaks off: the handler is not called, and no error is reported", async () => {
    let called = false;
    const { connect, errors } = await serve(() => {
      called = true;
    });
    const client = connect();
    client.send("QUERY /note HTTP/1.1\nContent-Type: application/json\nContent-Length: 100");
    client.socket.write('{"events":');
    client.socket.end();
    await client.closed;
    expect(client.text).not.toContain("200");
    expect([called, errors]).toEqual([false, []]);
  });

  it("meets a log that fails: the client may retry", async () => {
    const failures: unknown[] = [];
    const { connect } = await serve(hello, {
      // Its return value must be ignored.
      onError: (error) => failures.push(error),
      log: {
        append: (event) => ({ ...event, id: "1" }),
        position: () => Promise.reject(new Error("no log")),
        after: () => undefined,
      },
    });
    const client = connect();
    sendQuery(client);
    const response = await client.response();
    expect([response.status, response.field("Retry-After")]).toEqual([503, "5"]);
    client.send('GET /note HTTP/1.1\nAccept-Events: "prep"');
    const prep = await client.response();
    expect([prep.body, prep.field("Events")]).toEqual(["hello", 'protocol="prep", status=503']);
    expect(failures).toMatchObject([{ code: "log" }, { code: "log" }]);
  });
});

describe("the request that the handler sees for a QUERY (EQ-RP-1)", () => {
  async function seen(content: string, fields: string): Promise<NodeRequest> {
    const requests: NodeRequest[] = [];
    const { connect } = await serve((request, response) => {
      requests.push(request);
      response.end("hello");
    });
    const client = connect();
    sendQuery(client, { content, fields, accept: "application/http" });
    await client.partial();
    const [request] = requests;
    if (request === undefined) throw new Error("The handler was not called");
    return request;
  }

  it("is a GET with the fields of state and the sender's credentials", async () => {
    const request = await seen(
      '{"state":{"Accept":"text/html","If-None-Match":"\\"1\\"","Authorization":"Basic forged"},"events":{}}',
      "Authorization: Bearer abc\nCookie: a=1\nCookie: b=2\nX-One: 1\nX-One: 2\nAccept-Language: de\nLast-Event-ID: 7",
    );
    expect(request.method).toBe("GET");
    const expected = {
      accept: "text/html",
      authorization: "Bearer abc",
      cookie: "a=1; b=2",
      host: "example.org",
      "if-none-match": '"1"',
      "x-one": "1, 2",
    };
    expect(request.headers).toEqual(expected);
    // As node gives them for any request: what came repeatedly is still that.
    const distinct = Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, [value]]));
    expect(request.headersDistinct).toEqual({ ...distinct, cookie: ["a=1", "b=2"], "x-one": ["1", "2"] });
    const raw = Array.from({ length: request.rawHeaders.length / 2 }, (_, index) =>
      `${request.rawHeaders[2 * index]}: ${request.rawHeaders[2 * index + 1]}`.toLowerCase(),
    );
    expect(raw.sort()).toEqual(
      [
        "accept: text/html",
        "authorization: bearer abc",
        "cookie: a=1",
        "cookie: b=2",
        "host: example.org",
        'if-none-match: "1"',
        "x-one: 1",
        "x-one: 2",
      ].sort(),
    );
  });

  it("has no content, and neither Content-Length nor Content-Type", async () => {
    const request = await seen('{"events":{}}', "");
    expect(Object.keys(request.headers)).toEqual(["host"]);
    expect([request.readableLength, request.readable]).toEqual([0, true]);
  });
});

describe("a QUERY if Events Query is switched off", () => {
  it("is passed to the handler", async () => {
    const { connect } = await serve(({ method }, response) => response.end(method), { eventsQuery: false });
    const client = connect();
    sendQuery(client);
    expect((await client.response()).body).toBe("QUERY");
  });
});
