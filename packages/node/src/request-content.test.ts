import { once } from "node:events";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { finished, pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import bodyParser from "body-parser";
import fc from "fast-check";
import rawBody from "raw-body";
import { describe, expect, it } from "vitest";
import { httpVersions, serveVersion } from "../test/serve-versions.ts";
import type { NodeRequest } from "./index.ts";
import { readRequest } from "./request-content.ts";

/** Ways in which handlers read a request, or wait for its end, before they respond. */
const readers: Readonly<Record<string, (request: NodeRequest) => unknown>> = {
  "data and end": (request) =>
    once(
      request.on("data", () => {}),
      "end",
    ),
  "resume and end": (request) => once(request.resume(), "end"),
  "resume and close": (request) => once(request.resume(), "close"),
  "end, later": async (request) => {
    await setImmediate();
    await setImmediate();
    return once(request.resume(), "end");
  },
  "readable and end": (request) =>
    once(
      request.on("readable", () => request.read()),
      "end",
    ),
  "for await": async (request) => {
    for await (const _ of request);
  },
  "a stream consumer": text,
  "a web stream": (request) => new Response(Readable.toWeb(request) as ReadableStream).text(),
  "stream.finished": (request) => finished(request.resume()),
  "stream.pipeline": (request) => pipeline(request, new Writable({ write: (_piece, _encoding, next) => next() })),
  "raw-body": (request) => rawBody(request),
  "body-parser": (request) =>
    new Promise((resolve, reject) => {
      const parse = bodyParser.raw({ type: () => true });
      parse(request, {} as never, (error) => (error ? reject(error) : resolve(undefined)));
    }),
};

describe.each(httpVersions)("over %s, a handler that reads the request of a QUERY to its end", (version) => {
  // The request of HTTP/2 closes with its stream, which has two directions.
  const those = Object.entries(readers).filter(([name]) => version === "HTTP/1.1" || !name.includes("close"));

  it.each(those)("responds as to a GET without content: by %s", async (_, read) => {
    const { client, errors } = await serveVersion(version, async (request, response) => {
      expect([request.readable, request.readableEnded, request.destroyed]).toEqual([true, false, false]);
      const result = await read(request);
      expect(String(result ?? "")).toBe("");
      response.setHeader("Content-Type", "text/plain");
      response.end("hello");
    });
    const stream = await client.query("/note", "multipart/mixed", { state: {}, events: {} });
    await stream.untilContent("\r\n\r\nhello\r\n");
    expect(errors).toEqual([]);
  });
});

it("a handler that destroys the request of a QUERY closes the connection of HTTP/1.1, as always", async () => {
  const { client, events } = await serveVersion("HTTP/1.1", (request) => void request.destroy());
  const stream = await client.query("/note", "multipart/mixed", { events: {} });
  await stream.until(({ ended }) => ended);
  expect(stream.status).toBeUndefined();
  expect(events.stats().subscriptions.total).toBe(0);
});

/** A request whose content comes when the test pushes it. */
function requestOf(): NodeRequest {
  return new IncomingMessage(new Socket());
}

const { signal } = new AbortController();

describe("the content of a request", () => {
  it("is the same whatever comes before, and in which pieces", async () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(pieces, fc.nat(9), async (content, early) => {
        const request = requestOf();
        const push = (some: readonly (Uint8Array | null)[]): void => {
          for (const piece of some) request.push(piece);
        };
        const all = [...content, null];
        push(all.slice(0, early));
        const read = readRequest(request, 1_000, signal);
        await setImmediate();
        push(all.slice(early));
        expect(Buffer.from((await read) as Uint8Array)).toEqual(Buffer.concat(content));
        // Nothing of it is left, and the request has not ended.
        expect([request.readableLength, request.readableEnded, request.readable]).toEqual([0, false, true]);
        expect(await text(request)).toBe("");
      }),
    );
  });

  it("is too large with more bytes than the limit, whenever they come; the rest is dropped", async () => {
    for (const early of [0, 1, 2]) {
      const request = requestOf();
      const push = (piece: string): void => void request.push(piece);
      const all = ["hello", "!"];
      all.slice(0, early).forEach(push);
      const read = readRequest(request, 5, signal);
      all.slice(early).forEach(push);
      expect(await read).toBe("too large");
      request.push("more");
      request.push(null);
      await once(request, "end");
    }
  });

  it("is all of it at the limit", async () => {
    const request = requestOf();
    const read = readRequest(request, 5, signal);
    request.push("hello");
    request.push(null);
    expect(String(await read)).toBe("hello");
  });

  it("is too large if its length says so, without waiting for it", async () => {
    const request = requestOf();
    request.headers["content-length"] = "6";
    expect(await readRequest(request, 5, signal)).toBe("too large");
  });

  it("is broken off if the request is destroyed, or had been", async () => {
    const request = requestOf();
    const read = readRequest(request, 5, signal);
    request.destroy();
    expect(await read).toBe("broken off");
    expect(await readRequest(request, 5, signal)).toBe("broken off");
  });

  it("is given up when the signal aborts, and leaves nothing of ours on the request", async () => {
    const stop = new AbortController();
    const request = requestOf();
    const before = [request.listenerCount("close"), request.listenerCount("end")];
    const read = readRequest(request, 5, stop.signal);
    request.push("he");
    stop.abort();
    expect(await read).toBe("broken off");
    expect([request.listenerCount("close"), request.listenerCount("end")]).toEqual(before);
    expect(Object.hasOwn(request, "push")).toBe(false);
    expect(await readRequest(requestOf(), 5, stop.signal)).toBe("broken off");
  });

  it("is empty if somebody has read it to its end", async () => {
    const request = requestOf();
    request.complete = true;
    request.push(null);
    expect(await text(request)).toBe("");
    expect(await readRequest(request, 5, signal)).toEqual(Buffer.alloc(0));
  });
});
