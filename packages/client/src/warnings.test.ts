import { createServer } from "node:http";
import { resourceEvents } from "@resource-events/node";
import { listen } from "@resource-events/testing-support";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { bytesOf } from "../test/wire.ts";
import type { Fetch } from "./fetch.ts";
import { observe } from "./observe.ts";
import { subscribe } from "./subscribe.ts";
import type { Subscription } from "./subscription.ts";
import type { ClientWarning } from "./warning.ts";

/** A collector that is a function of its own. */
function collector() {
  const warnings: ClientWarning[] = [];
  return { warnings, onWarning: (warning: ClientWarning) => void warnings.push(warning) };
}

/** Waits until what is loaded later has been, and has run. */
async function settled(): Promise<void> {
  await import("./rare.ts");
  await new Promise((resolve) => setTimeout(resolve));
}

describe("onWarning", () => {
  const events = resourceEvents();
  const server = createServer(
    events.wrap((_, response) => response.writeHead(200, { "Content-Type": "text/plain" }).end("state")),
  );
  let origin: string;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ origin, close } = await listen(server));
  });
  afterAll(() => close());

  async function open(count: number, onWarning: (warning: ClientWarning) => void): Promise<Subscription[]> {
    const subscriptions: Subscription[] = [];
    for (let at = 0; at < count; at++) subscriptions.push(await subscribe(`${origin}/note`, { onWarning }));
    await settled();
    return subscriptions;
  }

  it("hears of the fifth stream that opens to an origin over HTTP/1.1, and of no other", async () => {
    const { warnings, onWarning } = collector();
    const four = await open(4, onWarning);
    expect(warnings).toEqual([]);
    const more = await open(3, onWarning);
    expect(warnings).toEqual([
      { code: "connections", message: expect.stringContaining(origin), url: `${origin}/note` },
    ]);
    for (const subscription of [...four, ...more]) subscription.close();
  });

  it("counts only streams that are open, and hears it once, however often they open again", async () => {
    const { warnings, onWarning } = collector();
    for (let round = 0; round < 3; round++) {
      for (const subscription of await open(4, onWarning)) subscription.close();
    }
    expect(warnings).toEqual([]);
    const controller = new AbortController();
    const observation = observe(`${origin}/note`, { onWarning, signal: controller.signal });
    const iteration = observation[Symbol.asyncIterator]();
    await iteration.next();
    const four = await open(4, onWarning);
    expect(warnings).toHaveLength(1);
    controller.abort();
    const [fifth] = await open(1, onWarning);
    expect(warnings).toHaveLength(1);
    for (const subscription of [...four, fifth]) subscription?.close();
  });

  it("counts apart for each function, and each origin", async () => {
    const collectors = [collector(), collector()] as const;
    const subscriptions: Subscription[] = [];
    for (const { onWarning } of collectors) subscriptions.push(...(await open(4, onWarning)));
    const other = await listen(createServer(events.wrap((_, response) => response.end("state"))));
    for (const { onWarning } of collectors) {
      subscriptions.push(await subscribe(`${other.origin}/note`, { onWarning }));
    }
    await settled();
    expect(collectors.map(({ warnings }) => warnings)).toEqual([[], []]);
    for (const subscription of subscriptions) subscription.close();
    await other.close();
  });

  it("may throw, be frozen, or get the answer of a URL that is none", async () => {
    const onWarning = Object.freeze(() => {
      throw new Error("thrown");
    });
    for (const subscription of await open(6, onWarning)) subscription.close();
    const { warnings, onWarning: collect } = collector();
    const response = prepResponse({});
    (await subscribe("/relative", { fetch: async () => response, onWarning: collect })).close();
    await settled();
    expect(warnings).toEqual([]);
  });
});

describe("over TLS, where the protocol is negotiated", () => {
  it.each([
    ["http/1.1", 1],
    ["http/1.0", 1],
    ["h2", 0],
    ["h3", 0],
    ["", 0],
  ])("the latest response of the origin tells it: %s", async (nextHopProtocol, count) => {
    const { warnings, onWarning } = collector();
    const entries = [
      { name: "https://example.org/a", nextHopProtocol: count ? "h2" : "http/1.1" },
      { name: "https://example.org/b", nextHopProtocol },
      { name: "https://example.org/c", nextHopProtocol: "" },
      { name: "https://example.com/d", nextHopProtocol: count ? "h2" : "http/1.1" },
    ];
    const spy = vi
      .spyOn(performance, "getEntriesByType")
      .mockReturnValue((nextHopProtocol ? entries : entries.slice(2)) as unknown as PerformanceEntryList);
    const send: Fetch = async () => prepResponse({});
    for (let at = 0; at < 5; at++) await subscribe("https://example.org/note", { fetch: send, onWarning });
    await settled();
    expect(warnings.map(({ code }) => code)).toEqual(Array.from({ length: count }, () => "connections"));
    spy.mockRestore();
  });
});

function prepResponse(more: Record<string, string>): Response {
  const body = new ReadableStream({
    start: (controller) =>
      controller.enqueue(bytesOf("--o\r\n\r\n\r\n--o\r\nContent-Type: multipart/digest; boundary=i\r\n\r\n--i")),
  });
  const events = 'protocol="prep", status=200, expires=600';
  return new Response(body, { headers: { "Content-Type": "multipart/mixed; boundary=o", Events: events, ...more } });
}

describe("fields that a browser hides from other origins", () => {
  /** Hands on what a browser shows of a response of another origin. */
  const hiding =
    (type: ResponseType, exposed: readonly string[] = []): Fetch =>
    async (url, init) => {
      const { headers, body, status } = await fetch(url, init as RequestInit);
      const shown = [...headers].filter(([name]) => name === "content-type" || exposed.includes(name));
      return Object.defineProperty(new Response(body, { status, headers: shown }), "type", { value: type });
    };
  const events = resourceEvents();
  const server = createServer(
    events.wrap((request, response) => {
      if (request.url === "/plain") response.setHeader("Accept-Query", '"application/json"');
      response.writeHead(200, { "Content-Type": "text/plain" }).end("state");
    }),
  );
  let origin: string;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ origin, close } = await listen(server));
  });
  afterAll(() => close());
  const advice = "add Access-Control-Expose-Headers: Events, Event-ID, Accept-Events, Accept-Query, Retry-After";

  it.each(["cors", "default"] as const)("are named in the error: %s", async (type) => {
    for (const protocol of ["auto", "prep"] as const) {
      await expect(subscribe(`${origin}/note`, { protocol, fetch: hiding(type) })).rejects.toMatchObject({
        code: "no-notifications",
        message: `The response's fields are not exposed to this origin: ${advice}`,
      });
      const observation = observe(`${origin}/note`, { protocol, fetch: hiding(type) });
      await expect(observation[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "no-notifications" });
    }
    await expect.poll(() => events.stats().subscriptions.total).toBe(0);
  });

  it("are suspected where a response of another origin offers nothing, but not of this one", async () => {
    const { origin: plain, close: end } = await listen(createServer((_, response) => response.end("state")));
    for (const [type, hint] of [
      ["cors", `. If it has them elsewhere, the response's fields are not exposed to this origin: ${advice}`],
      ["default", ""],
      ["basic", ""],
    ] as const) {
      await expect(subscribe(plain, { fetch: hiding(type) })).rejects.toMatchObject({
        message: `The response came without notifications${hint}`,
      });
    }
    const offers = hiding("cors", ["accept-query"]);
    await expect(subscribe(`${origin}/plain`, { protocol: "prep", fetch: offers })).rejects.toMatchObject({
      message: "The response came without notifications",
    });
    await end();
  });

  it("are not suspected of a multipart response of this origin", async () => {
    const send: Fetch = async () =>
      Object.defineProperty(
        new Response("--b--", { headers: { "Content-Type": "multipart/mixed; boundary=b" } }),
        "type",
        {
          value: "basic",
        },
      );
    await expect(subscribe(origin, { fetch: send })).rejects.toMatchObject({
      message: "The response came without notifications",
    });
  });

  it("include all of an opaque response", async () => {
    const send: Fetch = async () => Response.error();
    await expect(subscribe(origin, { fetch: send })).rejects.toMatchObject({
      code: "no-notifications",
      message: `The response's fields are not exposed to this origin: ${advice}`,
    });
  });

  it("are told to onWarning where a stream can be read without them", async () => {
    const { warnings, onWarning } = collector();
    const options = { protocol: "events-query", onWarning } as const;
    (await subscribe(`${origin}/note`, { ...options, fetch: hiding("cors") })).close();
    (await subscribe(`${origin}/note`, { ...options, fetch: hiding("cors", ["events"]) })).close();
    (await subscribe(`${origin}/note`, options)).close();
    (await subscribe(`${origin}/note?again`, { ...options, fetch: hiding("cors") })).close();
    await settled();
    expect(warnings).toEqual([
      {
        code: "hidden-fields",
        message: expect.stringContaining("Access-Control-Expose-Headers"),
        url: `${origin}/note`,
      },
    ]);
  });
});
