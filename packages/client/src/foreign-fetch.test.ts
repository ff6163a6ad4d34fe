import { createServer } from "node:http";
import { resourceEvents } from "@resource-events/node";
import { listen } from "@resource-events/testing-support";
import crossFetch from "cross-fetch";
import nodeFetch from "node-fetch";
import { fetch as undiciFetch } from "undici";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Received, serve, type Wire } from "../test/wire.ts";
import { discover } from "./discover.ts";
import type { Fetch, FetchedResponse } from "./fetch.ts";
import { next } from "./next.ts";
import { observe } from "./observe.ts";
import { subscribe } from "./subscribe.ts";

const streaming: Record<string, Fetch> = {
  "the global one": fetch,
  "undici 7": undiciFetch,
  "node-fetch 2": nodeFetch as Fetch, // its types do not know `exactOptionalPropertyTypes`
  "cross-fetch": crossFetch,
  "one that ignores the signal": (url, { signal: _, ...init }) => fetch(url, init as RequestInit),
};

describe.each(Object.entries(streaming))("the fetch %s", (_, send) => {
  let text = "one";
  const events = resourceEvents();
  const server = createServer(
    events.wrap((request, response) => {
      if (request.method === "PUT") text = "two";
      response.writeHead(200, { "Content-Type": "text/plain" }).end(text);
    }),
  );
  let origin: string;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ origin, close } = await listen(server));
  });
  afterAll(() => close());
  const put = () => fetch(`${origin}/note`, { method: "PUT" });
  const none = () => expect.poll(() => events.stats().subscriptions.total).toBe(0);

  it.each(["prep", "events-query"] as const)("subscribes by %s, and leaves", async (protocol) => {
    const subscription = await subscribe(`${origin}/note`, { fetch: send, protocol });
    expect(subscription.protocol).toBe(protocol);
    expect(await subscription.representation?.text()).toBe(text);
    await put();
    for await (const { type } of subscription) {
      expect(type).toBe("update");
      break;
    }
    await none();
  });

  it("observes, waits for one notification, and discovers", async () => {
    const kinds: string[] = [];
    for await (const { kind } of observe(`${origin}/note`, { fetch: send })) {
      kinds.push(kind);
      if (kind === "notification") break;
      await put();
    }
    expect(kinds).toEqual(["representation", "notification"]);
    await none();
    const waiting = next(`${origin}/note`, { fetch: send });
    await expect.poll(() => events.stats().subscriptions.total).toBe(1);
    await put();
    expect(await waiting).toMatchObject({ type: "update" });
    expect((await discover(`${origin}/note`, { fetch: send })).protocols).toEqual(["prep", "events-query"]);
    await none();
  });

  it("leaves when the signal aborts, with its reason", async () => {
    for (const protocol of ["prep", "events-query"] as const) {
      const controller = new AbortController();
      const subscription = await subscribe(`${origin}/note`, { fetch: send, protocol, signal: controller.signal });
      const iteration = subscription[Symbol.asyncIterator]().next();
      controller.abort("enough");
      await expect(iteration).rejects.toBe("enough");
      await none();
    }
    const waiting = next(`${origin}/note`, { fetch: send, signal: AbortSignal.timeout(300) });
    await expect(waiting).rejects.toMatchObject({ name: "TimeoutError" });
    await none();
  });
});

describe("a response that is too late", () => {
  it("is left, even if its fetch ignores the signal", async () => {
    let responded = () => {};
    const release = new Promise<void>((resolve) => {
      responded = resolve;
    });
    const wire = await serve((response) => {
      response.writeHead(200, { "Content-Type": "text/plain" }).write("endless");
    });
    const controller = new AbortController();
    const late: Fetch = async (url) => {
      const response = await fetch(url);
      await release;
      return response;
    };
    const subscribing = subscribe(wire.url, { fetch: late, signal: controller.signal });
    await expect.poll(() => wire.received.length).toBe(1);
    controller.abort("enough");
    await expect(subscribing).rejects.toBe("enough");
    responded();
    await wire.idle();
    await wire.close();
  });
});

/** A `fetch` such as that of React Native, or of whatwg-fetch: it responds with the whole content. */
const bodiless: Fetch = async (url, init) => {
  const response = await fetch(url, init as RequestInit);
  const content = await response.arrayBuffer();
  const { ok, status, headers } = response;
  return { ok, status, headers, arrayBuffer: async () => content };
};

function whole(body: unknown, headers?: Record<string, string>): FetchedResponse {
  return { ok: true, status: 200, headers: new Headers(headers), body, arrayBuffer: async () => new ArrayBuffer() };
}

describe("a fetch without bodies that can be read as they arrive", () => {
  let wire: Wire;
  /** A stream that ends only if the client leaves. */
  beforeAll(async () => {
    wire = await serve((response, { method, content }: Received) => {
      if (method === "HEAD") return response.end();
      const head = { "Content-Type": "application/json", Events: "duration=60" };
      if (content === "{}") return response.writeHead(200, head).end('{"event-id":"e1"}');
      const type = {
        "Content-Type": "multipart/mixed; boundary=b",
        Events: 'protocol="prep", status=200, expires=600',
      };
      return response.writeHead(200, type).write("--b\r\n\r\n");
    });
  });
  afterAll(() => wire.close());

  it.each(["prep", "events-query", "auto"] as const)("is refused by one clear error, soon: %s", async (protocol) => {
    await expect(subscribe(wire.url, { fetch: bodiless, protocol })).rejects.toMatchObject({ code: "fetch" });
    await wire.idle();
  });

  it("ends an observation", async () => {
    const states: string[] = [];
    const observation = observe(wire.url, { fetch: bodiless, onState: ({ state }) => states.push(state) });
    await expect(observation[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "fetch" });
    expect(states).toEqual(["connecting", "closed"]);
    await wire.idle();
  });

  it("is refused without any request where it is the global one", async () => {
    const { length } = wire.received;
    vi.stubGlobal("Response", class {});
    try {
      await expect(subscribe(wire.url)).rejects.toMatchObject({ code: "fetch" });
    } finally {
      vi.unstubAllGlobals();
    }
    expect(wire.received).toHaveLength(length);
  });

  it("will do for a single notification", async () => {
    expect(await next(wire.url, { fetch: bodiless })).toMatchObject({ eventId: "e1" });
    const limits = { notification: 3 };
    await expect(next(wire.url, { fetch: bodiless, limits })).rejects.toMatchObject({ code: "too-large" });
  });

  it("may have bodies of another kind, or chunks of another kind", async () => {
    const prep = { "Content-Type": "multipart/mixed; boundary=b", Events: 'protocol="prep", status=200, expires=600' };
    const locked = new Response("--b", { headers: prep });
    locked.body?.getReader();
    const strings = async function* () {
      yield "--b";
    };
    for (const bodyOf of [() => undefined, () => ({}), () => "--b", () => 1, () => locked.body, strings]) {
      const send: Fetch = async () => whole(bodyOf(), prep);
      await expect(subscribe(wire.url, { fetch: send }), String(bodyOf)).rejects.toMatchObject({ code: "fetch" });
      const observation = observe(wire.url, { fetch: send });
      await expect(observation[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "fetch" });
    }
    await expect(next(wire.url, { fetch: async () => whole({}) })).rejects.toMatchObject({ code: "fetch" });
  });
});

it("that gives no response ends an observation, too", async () => {
  for (const nothing of [undefined, null, {}]) {
    const observation = observe("http://127.0.0.1/", { fetch: async () => nothing as never });
    await expect(observation[Symbol.asyncIterator]().next()).rejects.toThrow();
    expect(observation.state).toBe("closed");
  }
});

it("takes a null body of a single notification for an empty one", async () => {
  expect(await next("http://127.0.0.1/", { fetch: async () => whole(null) })).toBeUndefined();
});
