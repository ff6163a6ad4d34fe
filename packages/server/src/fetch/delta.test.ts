import { describe, expect, it } from "vitest";
import { Copies } from "../exchange/copies.ts";
import { captureDelta } from "../exchange/delta.ts";
import { coreOf } from "../settings/core.ts";
import { FetchExchange } from "./fetch-exchange.ts";

const mediaType = "application/merge-patch+json";

function patch(body: BodyInit | null, headers: HeadersInit = { "Content-Type": mediaType }): Request {
  const init: RequestInit & { duplex: "half" } = { method: "PATCH", body, headers, duplex: "half" };
  return new Request("http://localhost/", init);
}

/** Captures the delta of a request as the core does; `undefined` if it has none. */
function capture(request: Request): () => Promise<unknown> {
  const exchange = new FetchExchange(request, {
    handle: () => new Response(),
    resource: undefined,
    scope: undefined,
    requester: () => ({ authorization: true }),
    sent: undefined,
    resolve: () => {},
    unreadSeconds: 30,
    pipeline: undefined,
    report: () => {},
  });
  const core = coreOf({
    deltas: [mediaType, "text/plain"],
    deltaBytes: 100,
    onError: (error) => expect.fail(String(error)),
  });
  const delta = captureDelta(exchange, core, new Copies(core));
  return async () => delta?.take();
}

describe("the delta of a request (PREP-MS-7)", () => {
  it("is what the handler has read, whatever the type of the body", async () => {
    const bytes = new TextEncoder().encode('{"ä":1}');
    const half = bytes.slice(0, 3);
    const rest = bytes.slice(3);
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(half);
        controller.enqueue(rest);
        controller.close();
      },
    });
    for (const body of ['{"ä":1}', bytes, bytes.buffer, new Blob([bytes]), stream]) {
      const request = patch(body);
      const delta = capture(request);
      expect(await request.json()).toEqual({ ä: 1 });
      expect(await delta()).toEqual({ mediaType, content: bytes });
    }
  });

  it.each([
    ["missing", patch(null)],
    ["without a type", patch(new Blob(["x"]), {})],
    ["encoded", patch("x", { "Content-Type": mediaType, "Content-Encoding": "gzip" })],
    ["too large", patch("x".repeat(101))],
    ["too large by its Content-Length", patch("x", { "Content-Type": mediaType, "Content-Length": "101" })],
  ])("is undefined if the content is %s", async (_, request) => {
    const delta = capture(request);
    await request.text();
    expect(await delta()).toBeUndefined();
  });

  it("is undefined if the content was read before", async () => {
    const request = patch("x");
    await request.text();
    expect(await capture(request)()).toBeUndefined();
  });

  it("is undefined, and not waited for, if the handler responds before all content has arrived", async () => {
    const stream = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(Uint8Array.of(123)) });
    expect(await capture(patch(stream))()).toBeUndefined();
  });

  it("leaves the rest of the content to the handler once it responds", async () => {
    let source: ReadableStreamDefaultController<Uint8Array> | undefined;
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        source = controller;
        controller.enqueue(Uint8Array.of(1));
      },
    });
    const request = patch(stream);
    const delta = capture(request);
    const reader = request.body?.getReader();
    await reader?.read();
    expect(await delta()).toBeUndefined();
    source?.enqueue(Uint8Array.of(2));
    source?.close();
    expect(await reader?.read()).toEqual({ done: false, value: Uint8Array.of(2) });
    expect(await reader?.read()).toEqual({ done: true, value: undefined });
  });

  it("is undefined if the content broke off", async () => {
    const request = patch(new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) }));
    const delta = capture(request);
    await expect(request.text()).rejects.toThrow();
    expect(await delta()).toBeUndefined();
  });
});
