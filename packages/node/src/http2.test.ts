import { once } from "node:events";
import { connect, constants, createServer, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import { Readable } from "node:stream";
import { Client, until } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { describe, expect, it, onTestFinished } from "vitest";
import { resourceEvents } from "./index.ts";

type Handler = (request: Http2ServerRequest, response: Http2ServerResponse) => unknown;

/** Serves a handler over HTTP/2 in cleartext. The client sends all of its requests on one connection. */
async function serve(handler: Handler): Promise<Client> {
  const events = resourceEvents({
    onError: (error) => {
      throw error;
    },
  });
  const { origin } = await listenInTest(createServer(events.wrap(handler)));
  const client = await new Client({ origin }, "HTTP/2").onOneConnection();
  onTestFinished(() => client.close());
  return client;
}

describe("a request over HTTP/2", () => {
  it.each([
    ["without state", '{"events":{}}', /^--\w+$/],
    ["with state", '{"state":{},"events":{}}', /hello\r\n--\w+$/],
  ])("by QUERY reaches the handler as a GET without content: %s", async (_, content, beginning) => {
    const seen: unknown[] = [];
    const client = await serve(async (request, response) => {
      seen.push([request.method, request.stream.endAfterHeaders, request.headers["content-type"]]);
      // A handler may wait for content that HTTP/2 announces.
      if (!request.stream.endAfterHeaders) await once(request, "end");
      response.writeHead(200, { "Content-Type": "text/plain" }).end("hello");
    });
    const stream = await client.query("/note", "multipart/mixed", content);
    await stream.untilContent(beginning);
    expect(seen).toEqual([["GET", true, undefined]]);
  });

  it("keeps its content if it does not subscribe", async () => {
    const client = await serve(async (request, response) => {
      expect(request.stream.endAfterHeaders).toBe(false);
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece);
      response.end(Buffer.concat(pieces));
    });
    expect((await client.put("/note", "kept")).content).toBe("kept");
  });
});

describe("a stream over HTTP/2 that its client resets without an error", () => {
  it("is over at once, also while its representation is being sent", async () => {
    const events = resourceEvents();
    const handler = events.wrap((_: Http2ServerRequest, response: Http2ServerResponse) =>
      response.end("~".repeat(200_000)),
    );
    const { origin } = await listenInTest(createServer(handler));
    const session = connect(origin);
    onTestFinished(() => session.destroy());
    for (const method of ["GET", "QUERY"]) {
      const content = method === "QUERY" ? '{"state":{},"events":{}}' : undefined;
      const fields = content === undefined ? { "accept-events": '"prep"' } : { "content-type": "application/json" };
      const stream = session.request({ ":method": method, ":path": "/note", ...fields }, { endStream: !content });
      if (content !== undefined) stream.end(content);
      await once(stream, "response");
      expect(events.stats().subscriptions.total).toBe(1);
      stream.close(constants.NGHTTP2_NO_ERROR);
      await until(() => events.stats().subscriptions.total === 0);
    }
  });
});

describe("a representation over HTTP/2", () => {
  it("waits at its source while its stream is not read, and the connection serves others", async () => {
    const piece = Buffer.alloc(16 * 1024, "~");
    const count = 500;
    let made = 0;
    const client = await serve((request, response) => {
      if (request.url !== "/large") return response.end("small");
      response.writeHead(200, { "Content-Type": "text/plain" });
      const pieces = function* () {
        for (; made < count; made += 1) yield piece;
      };
      return Readable.from(pieces()).pipe(response);
    });
    const slow = await client.open("GET", "/large", { "Accept-Events": '"prep"' });
    slow.pause();
    await slow.untilHead();
    for (let round = 0; round < 50; round += 1) {
      const other = await client.open("GET", "/other");
      await other.untilContent("small");
      client.leave(other);
    }
    expect(made * piece.length).toBeLessThan(1024 * 1024);
    slow.resume();
    await slow.until(({ content }) => /~\r\n--\w+\r\n.*\r\n\r\n--\w+$/.test(content.slice(-1_000)));
    expect(slow.content.lastIndexOf("~") - slow.content.indexOf("~") + 1).toBe(count * piece.length);
  });
});
