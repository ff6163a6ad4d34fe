import { once } from "node:events";
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  createServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { until } from "../test/serve.ts";
import { type NodeResourceEvents, resourceEvents } from "./index.ts";

type Handler = (request: Http2ServerRequest, response: Http2ServerResponse) => unknown;

/** Serves a handler over HTTP/2 in cleartext, and connects to it. */
async function serve(handler: Handler): Promise<{ session: ClientHttp2Session; events: NodeResourceEvents }> {
  const events = resourceEvents({
    onError: (error) => {
      throw error;
    },
  });
  const server = createServer(events.wrap(handler)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => {
    session.destroy();
    server.close();
  });
  return { session, events };
}

function textOf(stream: ClientHttp2Stream): () => string {
  let text = "";
  stream.on("data", (bytes: Buffer) => {
    text += bytes.toString("latin1");
  });
  return () => text;
}

describe("a request over HTTP/2", () => {
  it.each([
    ["without state", '{"events":{}}', /^--\w+$/],
    ["with state", '{"state":{},"events":{}}', /hello\r\n--\w+$/],
  ])("by QUERY reaches the handler as a GET without content: %s", async (_, content, beginning) => {
    const seen: unknown[] = [];
    const { session } = await serve(async (request, response) => {
      seen.push([request.method, request.stream.endAfterHeaders, request.headers["content-type"]]);
      // A handler may wait for content that HTTP/2 announces.
      if (!request.stream.endAfterHeaders) await once(request, "end");
      response.writeHead(200, { "Content-Type": "text/plain" }).end("hello");
    });
    const head = {
      ":method": "QUERY",
      ":path": "/note",
      "content-type": "application/json",
      accept: "multipart/mixed",
    };
    const stream = session.request(head);
    stream.end(content);
    const text = textOf(stream);
    await until(() => beginning.test(text()));
    expect(seen).toEqual([["GET", true, undefined]]);
  });

  it("keeps its content if it does not subscribe", async () => {
    const { session } = await serve(async (request, response) => {
      expect(request.stream.endAfterHeaders).toBe(false);
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece);
      response.end(Buffer.concat(pieces));
    });
    const stream = session.request({ ":method": "PUT", ":path": "/note" });
    stream.end("kept");
    const text = textOf(stream);
    await until(() => text() === "kept");
  });
});

describe("a representation over HTTP/2", () => {
  it("waits at its source while its stream is not read, and the connection serves others", async () => {
    const piece = Buffer.alloc(16 * 1024, "~");
    const count = 500;
    let made = 0;
    const { session } = await serve((request, response) => {
      if (request.url !== "/large") return response.end("small");
      response.writeHead(200, { "Content-Type": "text/plain" });
      const pieces = function* () {
        for (; made < count; made += 1) yield piece;
      };
      return Readable.from(pieces()).pipe(response);
    });
    const slow = session.request({ ":path": "/large", "accept-events": '"prep"' });
    await once(slow, "response");
    for (let round = 0; round < 50; round += 1) {
      const other = session.request({ ":path": "/other" });
      const text = textOf(other);
      await once(other, "end");
      expect(text()).toBe("small");
    }
    expect(made * piece.length).toBeLessThan(1024 * 1024);
    const text = textOf(slow);
    await until(() => /~\r\n--\w+\r\n.*\r\n\r\n--\w+$/.test(text().slice(-1_000)));
    expect(text().lastIndexOf("~") - text().indexOf("~") + 1).toBe(count * piece.length);
  });
});
