import { createServer } from "node:http";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type { RawClient } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { describe, expect, it } from "vitest";
import { serve } from "../../test/serve.ts";
import type { NodeHandler } from "../index.ts";

/** Handlers that answer in every way that node:http has. */
const handlers: Readonly<Record<string, NodeHandler>> = {
  "writeHead with an object": (_, response) =>
    response.writeHead(200, { "Content-Type": "text/plain", ETag: '"1"' }).end("hello"),
  "writeHead with a flat array": (_, response) =>
    response.writeHead(200, ["Content-Type", "text/plain", "X-Two", "a", "X-Two", "b"]).end("hello"),
  "writeHead with a nested array": (_, response) =>
    response
      .writeHead(200, [
        ["Content-Type", "text/plain"],
        ["X-One", "a"],
      ] as unknown as string[])
      .end("hello"),
  "writeHead with a reason phrase": (_, response) =>
    response.writeHead(200, "Marvellous", { "Content-Type": "text/plain" }).end("hello"),
  "writeHead with a reason phrase alone": (_, response) => response.writeHead(202, "Soon").end(),
  "writeHead with undefined before the fields": (_, response) =>
    response.writeHead(200, undefined as unknown as string, { "X-One": "a" }).end("hello"),
  "writeHead over setHeader": (_, response) => {
    response.setHeader("X-One", "before");
    response.setHeader("X-Two", "stays");
    response.writeHead(200, { "x-one": "after" }).end("hello");
  },
  "writeHead with an array over setHeader": (_, response) => {
    response.setHeader("X-One", "before");
    response.writeHead(200, ["X-One", "after", "X-One", "again"]).end("hello");
  },
  "setHeader and end": (_, response) => {
    response.setHeader("Content-Type", "text/plain");
    response.end("hello");
  },
  "an implicit head with another status": (_, response) => {
    response.statusCode = 201;
    response.statusMessage = "Made";
    response.end("hello");
  },
  "end without content": (_, response) => response.end(),
  "an end with encoding": (_, response) => response.end("68656c6c6f", "hex"),
  "an end with a Buffer": (_, response) => response.end(Buffer.from("hello")),
  "an end with a callback alone": (_, response) => response.end(() => {}),
  "write, then end": (_, response) => {
    response.write("hel");
    response.end("lo");
  },
  "write, later end": async (_, response) => {
    response.write("hel", "utf8");
    await setImmediate();
    response.write("6c6f", "hex");
    await setImmediate();
    response.end();
  },
  "an early head": async (_, response) => {
    response.setHeader("X-One", "a");
    response.flushHeaders();
    await setImmediate();
    response.end("hello");
  },
  "a stream that is piped": (_, response) => Readable.from(["one ", "two ", "three"]).pipe(response),
  "204": (_, response) => response.writeHead(204).end(),
  "204 by the status alone": (_, response) => {
    response.statusCode = 204;
    response.end();
  },
  "304": (_, response) => response.writeHead(304, { ETag: '"1"' }).end(),
  "404": (_, response) => response.writeHead(404, { "Content-Type": "text/plain" }).end("nothing here"),
  "500 with a stream": (_, response) => {
    response.writeHead(500);
    response.write("it ");
    response.end("broke");
  },
  "a cookie twice": (_, response) => {
    response.setHeader("Set-Cookie", ["a=1", "b=2"]);
    response.end("hello");
  },
  "a cookie twice by writeHead": (_, response) =>
    response.writeHead(200, { "Set-Cookie": ["a=1", "b=2"] }).end("hello"),
  "a Content-Length": (_, response) => {
    response.writeHead(200, { "Content-Length": 5 });
    response.write("hel");
    response.end("lo");
  },
  trailers: ({ method }, response) => {
    // On HEAD, node:http itself refuses them.
    response.writeHead(200, method === "HEAD" ? {} : { Trailer: "Digest" });
    response.write("hello");
    response.addTrailers({ Digest: "none" });
    response.end();
  },
  "no Date": (_, response) => {
    response.sendDate = false;
    response.end("hello");
  },
  "Connection: close": (_, response) => response.writeHead(200, { Connection: "close" }).end("hello"),
  "early hints": (_, response) => {
    response.writeEarlyHints({ link: "</style.css>; rel=preload" });
    response.end("hello");
  },
  "writeHead twice": (_, response) => {
    response.writeHead(200, { "X-One": "a" });
    expect(() => response.writeHead(404)).toThrow(expect.objectContaining({ code: "ERR_HTTP_HEADERS_SENT" }));
    response.end("hello");
  },
  "setHeader after the head": (_, response) => {
    response.writeHead(200);
    expect(() => response.setHeader("X-One", "a")).toThrow(expect.objectContaining({ code: "ERR_HTTP_HEADERS_SENT" }));
    response.end("hello");
  },
  "a head with a field that can't be": (_, response) => {
    expect(() => response.writeHead(200, { "X-One": "a\nb" })).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_CHAR" }),
    );
    response.end("hello");
  },
  "a head with a field that is undefined": (_, response) => {
    expect(() => response.writeHead(200, { "X-One": undefined })).toThrow(
      expect.objectContaining({ code: "ERR_HTTP_INVALID_HEADER_VALUE" }),
    );
    response.end("hello");
  },
  "end twice": (_, response) => {
    response.end("hello");
    response.end();
  },
  "middleware that came later and waits for the head": (_, response) => {
    const { writeHead } = response;
    response.writeHead = ((...head: Parameters<typeof writeHead>) => {
      response.setHeader("X-Late", "seen");
      return writeHead.apply(response, head);
    }) as typeof writeHead;
    response.end("hello");
  },
  "middleware that came later and changes the content": async (_, response) => {
    const { write, end } = response;
    const shout = (content: unknown) => String(content).toUpperCase();
    response.write = ((content: unknown) => write.call(response, shout(content), "utf8")) as typeof write;
    response.end = ((content: unknown) => end.call(response, shout(content), "utf8")) as typeof end;
    response.write("one ");
    await setImmediate();
    response.write("two ");
    response.end("three");
  },
};

/** The fields that the wrapper adds, by method; everything else must be as it was. */
const added: Readonly<Record<string, readonly string[]>> = {
  GET: ["accept-events", "accept-query", "vary"],
  HEAD: ["accept-events", "accept-query", "vary"],
  OPTIONS: ["accept-query"],
  PUT: ["event-id"],
  POST: ["event-id"],
  REPORT: [],
};

/** All that comes in answer to a request, the fields that may differ taken out of it. */
async function answerTo(client: RawClient, method: string, without: readonly string[]): Promise<string> {
  client.send(`${method} /note HTTP/1.1\nConnection: close`);
  expect(await client.closed).toBe("end");
  const { text } = client;
  const end = text.lastIndexOf("\r\n\r\n", text.search(/\r\n\r\n(?!HTTP)/)) + 2;
  const head = text.slice(0, end).replace(/^([^:\r\n]+):[^\r\n]*\r\n/gm, (line, name: string) => {
    if (name.toLowerCase() === "date") return "Date: masked\r\n";
    return without.includes(name.toLowerCase()) ? "" : line;
  });
  return head + text.slice(end);
}

describe("an answer to somebody who asks for nothing", () => {
  for (const [name, handler] of Object.entries(handlers)) {
    it(`is what it was, byte for byte, but for the fields that are added: ${name}`, async () => {
      const plain = await listenInTest(createServer((request, response) => void handler(request, response)));
      const wrapped = await serve(handler);
      for (const [method, fields] of Object.entries(added)) {
        const expected = await answerTo(plain.connect(), method, []);
        const actual = await answerTo(wrapped.connect(), method, fields);
        expect(actual, method).toBe(expected);
      }
      expect(wrapped.errors).toEqual([]);
    });
  }

  it("has the fields that are added", async () => {
    const { connect } = await serve((_, response) => response.writeHead(200, { Vary: "Origin" }).end("hello"));
    const client = connect();
    client.send("GET /note HTTP/1.1");
    const response = await client.response();
    // PREP-DI-1, PREP-DI-2, PREP-DI-3, EQ-DI-1
    expect(response.field("Accept-Events")).toMatch(/^"prep";accept=\("message\/rfc822"/);
    expect(response.field("Accept-Query")).toContain("application/json");
    expect(response.field("Vary")).toBe("Origin, Accept-Events");
    expect(response.field("Events")).toBeUndefined();
    client.send("OPTIONS /note HTTP/1.1");
    const options = await client.response();
    expect(options.field("Accept-Query")).toContain("application/json");
    expect(options.field("Accept-Events")).toBeUndefined();
    client.send("HEAD /note HTTP/1.1");
    expect((await client.response("HEAD")).field("Accept-Events")).toMatch(/^"prep"/);
    client.send("PUT /note HTTP/1.1", "x");
    const put = await client.response();
    expect(put.field("Event-ID")).toMatch(/^\S+$/);
    expect(put.field("Accept-Events")).toBeUndefined();
  });

  it("is left alone where the head was sent before the wrapper came", async () => {
    const { events, errors } = await serve(() => {});
    const inner = events.wrap((_, response) => response.end("lo"));
    const plain = await listenInTest(
      createServer((request, response) => {
        response.writeHead(200);
        response.write("hel");
        void inner(request, response);
      }),
    );
    const other = plain.connect();
    other.send("GET /note HTTP/1.1");
    expect((await other.response()).body).toBe("hello");
    other.send('GET /note HTTP/1.1\nAccept-Events: "prep"');
    expect((await other.response()).body).toBe("hello");
    expect(errors).toEqual([]);
  });
});
