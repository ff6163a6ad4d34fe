import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { serve } from "../test/wire.ts";
import { discover } from "./discover.ts";
import { ClientError } from "./errors.ts";
import type { Fetch } from "./fetch.ts";
import { next } from "./next.ts";
import { observe } from "./observe.ts";
import { subscribe } from "./subscribe.ts";

/** Errors stay referenced, as an application that logs them keeps them. */
const kept: unknown[] = [];

async function errorOf(attempt: Promise<unknown>): Promise<ClientError> {
  const error: unknown = await attempt.catch((reason: unknown) => reason);
  kept.push(error);
  if (error instanceof ClientError) return error;
  throw new Error("No ClientError", { cause: error });
}

const ignoringSignals: Fetch = (url, { signal: _, ...init }) => fetch(url, init as RequestInit);

/** Responses that never end, and can't be used. */
const endless: readonly (readonly [status: number, head: Record<string, string>, code: string])[] = [
  [200, { "Content-Type": "multipart/mixed; boundary=b" }, "no-notifications"],
  [200, { "Content-Type": "text/event-stream" }, "no-notifications"],
  [200, { "Content-Type": "text/plain" }, "no-notifications"],
  [200, { "Content-Type": "text/plain", Events: 'protocol="prep", status=503' }, "no-notifications"],
  [200, { "Content-Type": "multipart/mixed; boundary=b", Events: 'protocol="prep", status=503' }, "no-notifications"],
  [200, { "Content-Type": "multipart/mixed; boundary=b", Events: "((" }, "invalid-response"],
  [200, { "Content-Type": "multipart/mixed", Events: 'protocol="prep", status=200' }, "invalid-response"],
  [200, { "Content-Type": "text/plain", Events: 'protocol="prep", status=200' }, "invalid-response"],
  [404, { "Content-Type": "text/plain" }, "response"],
  [403, { "Content-Type": "application/problem+json" }, "response"],
];

describe.each([
  ["the global fetch", fetch],
  ["one that ignores signals", ignoringSignals],
] as const)("an endless response that can't be used is left: %s", (_, send) => {
  it.concurrent.each(endless)("%i %j: %s", async (status, head, code) => {
    const wire = await serve((response) => {
      response.writeHead(status, head).write("the beginning");
    });
    const { url } = wire;
    const error = await errorOf(subscribe(url, { fetch: send, protocol: "prep" }));
    expect(error).toMatchObject({ code, response: { status } });
    await expect(error.response?.text()).rejects.toThrow();
    await errorOf(
      observe(url, { fetch: send, protocol: "prep", retry: { attempts: 1 } })
        [Symbol.asyncIterator]()
        .next(),
    );
    await wire.idle();
    await wire.close();
  });

  it.concurrent("by a QUERY, a long poll, and discovery", async () => {
    const wire = await serve((response, { method }) => {
      response.writeHead(405, { "Content-Type": "text/plain" });
      if (method === "HEAD") response.end();
      else response.write("the beginning");
    });
    const { url } = wire;
    for (const attempt of [
      subscribe(url, { fetch: send, protocol: "events-query" }),
      next(url, { fetch: send }),
      discover(url, { fetch: send }),
    ]) {
      expect(await errorOf(attempt)).toMatchObject({ code: "response", status: 405 });
    }
    await wire.idle();
    await wire.close();
  });

  it.concurrent("where a QUERY follows", async () => {
    const wire = await serve((response, { method }) => {
      if (method === "GET") response.writeHead(200, { "Accept-Query": '"application/json"' }).write("endless");
      else response.writeHead(415).end();
    });
    expect(await errorOf(subscribe(wire.url, { fetch: send }))).toMatchObject({ code: "response", status: 415 });
    await wire.idle();
    await wire.close();
  });

  it.concurrent("after the signal aborted, with its reason", async () => {
    const wire = await serve((response) => {
      response.writeHead(403, { "Content-Type": "application/problem+json" }).write("the beginning");
    });
    const controller = new AbortController();
    const subscribing = subscribe(wire.url, { fetch: send, signal: controller.signal });
    await expect.poll(() => wire.received.length).toBe(1);
    controller.abort("enough");
    await expect(subscribing).rejects.toBe("enough");
    await wire.idle();
    await wire.close();
  });
});

describe("the content of a response without notifications", () => {
  it.each([0, 1, 0x10000])("stays readable: %i bytes", async (length) => {
    const wire = await serve((response) => response.writeHead(200, { "X-Y": "z" }).end("x".repeat(length)));
    const { response } = await errorOf(subscribe(wire.url));
    await wire.idle();
    expect(response).toMatchObject({ ok: true, status: 200, url: wire.url });
    expect(response?.headers.get("x-y")).toBe("z");
    expect(await response?.text()).toHaveLength(length);
    await wire.close();
  });

  it("is left if it is longer", async () => {
    const wire = await serve((response) => response.end("x".repeat(0x10001)));
    const { response } = await errorOf(subscribe(wire.url));
    await wire.idle();
    await expect(response?.text()).rejects.toThrow();
    await wire.close();
  });

  it("is left if it is cut off", async () => {
    const wire = await serve((response) => {
      response.writeHead(503, { "Content-Length": "100" });
      response.write("x", () => response.destroy());
    });
    const error = await errorOf(subscribe(wire.url));
    expect(error).toMatchObject({ code: "response", status: 503, message: "The response has status 503" });
    await expect(error.response?.text()).rejects.toThrow();
    await wire.close();
  });

  it("need not be one that a Response can have", async () => {
    for (const status of [204, 304, 205]) {
      const wire = await serve((response) => response.writeHead(status).end());
      const error = await errorOf(subscribe(wire.url));
      expect(error).toMatchObject({ code: "no-notifications", response: { status } });
      expect(await error.response?.text()).toBe("");
      await wire.close();
    }
  });
});

it("leaves nothing at the signal", async () => {
  const wire = await serve((response, { url, method }) => {
    if (url.endsWith("404")) response.writeHead(404).end();
    else if (url.endsWith("lost")) response.destroy();
    else if (method === "HEAD") response.end();
    else if (method === "QUERY") response.writeHead(200, { "Content-Type": "application/json" }).end("{}");
    else response.writeHead(200, { "Content-Type": "multipart/mixed; boundary=b" }).write("--b");
  });
  const { signal } = new AbortController();
  for (const path of ["404", "lost", "stream"]) {
    await errorOf(subscribe(wire.url + path, { signal, protocol: "prep" }));
    await discover(wire.url + path, { signal }).catch(() => {});
    await next(wire.url + path, { signal }).catch(() => {});
  }
  expect(getEventListeners(signal, "abort")).toEqual([]);
  await wire.close();
});
