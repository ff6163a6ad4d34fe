import { describe, expect, it, vi } from "vitest";
import { ServerError } from "../errors.ts";
import type { ResourceEvent, UnloggedEvent } from "../events/event.ts";
import type { Form } from "../events/forms/form.ts";
import { createMemoryLog } from "../events/memory-log.ts";
import type { FetchOptions } from "./options.ts";
import { type FetchHandler, fetchResourceEvents } from "./resource-events.ts";

const origin = "http://localhost";
const prep = { "Accept-Events": '"prep"' };

/** Reads the body of a response chunk by chunk. */
function readingOf(response: Response) {
  const reader = response.body?.getReader();
  let text = "";
  return {
    get text() {
      return text;
    },
    async until(wanted: string): Promise<string> {
      while (!text.includes(wanted)) {
        const result = await reader?.read();
        if (result?.value === undefined) throw new Error(`The body ended before ${wanted}:\n${text}`);
        text += new TextDecoder().decode(result.value);
      }
      return text;
    },
    async end(): Promise<string> {
      for (;;) {
        const result = await reader?.read();
        if (result?.value === undefined) return text;
        text += new TextDecoder().decode(result.value);
      }
    },
    cancel: () => reader?.cancel(),
  };
}

/** Wraps a handler, and keeps the errors that are reported. */
function serve(handler: FetchHandler<unknown[]>, options: FetchOptions = {}) {
  const failures: unknown[] = [];
  const deltas = ["text/plain", "application/merge-patch+json"];
  const events = fetchResourceEvents({ onError: (error) => failures.push(error), deltas, ...options });
  const handle = events.wrap(handler);
  return {
    events,
    failures,
    send: (
      method: string,
      path: string,
      headers: HeadersInit = {},
      body: BodyInit | null = null,
      signal?: AbortSignal,
    ) => {
      const init: RequestInit & { duplex: "half" } = { method, headers, body, duplex: "half", signal: signal ?? null };
      return handle(new Request(`${origin}${path}`, init));
    },
  };
}

/** A handler for a note, which accepts every method. */
const note: FetchHandler<unknown[]> = ({ method }) =>
  method === "GET" ? new Response("here", { headers: { ETag: '"1"' } }) : new Response(null, { status: 204 });

const nextTask = () => new Promise((resolve) => setTimeout(resolve));

/** Subscribes, and reads everything that precedes the first notification. */
async function subscribe(server: ReturnType<typeof serve>, path: string, accept = "application/json") {
  const response = await server.send("GET", path, { "Accept-Events": `"prep";accept=(${accept})` });
  const reading = readingOf(response);
  await reading.until("multipart/digest");
  return reading;
}

describe("requests that are not mutations", () => {
  it("get the discovery fields that apply to their method (PREP-DI-1, PREP-AE-8, EQ-DI-1)", async () => {
    const server = serve(() => new Response(null, { headers: { Vary: "Cookie" } }));
    for (const [method, acceptEvents, vary] of [
      ["GET", /^"prep"/, "Cookie, Accept-Events"],
      ["HEAD", /^"prep"/, "Cookie, Accept-Events"],
      ["OPTIONS", /^$/, "Cookie"],
    ] as const) {
      const { headers } = await server.send(method, "/a", method === "GET" ? {} : prep);
      expect(headers.get("Accept-Events") ?? "", method).toMatch(acceptEvents);
      expect(headers.get("Accept-Query"), method).toBe('"application/json", "example/events-query"');
      expect(headers.get("Vary"), method).toBe(vary);
      expect(headers.get("Events"), method).toBeNull();
    }
  });

  it("get the handler's response, whatever it is", async () => {
    const responses: Response[] = [
      Response.error(),
      Response.redirect(`${origin}/b`, 303),
      new Response("gone", { status: 410 }),
      new Response(null, { status: 304 }),
    ];
    for (const given of responses) {
      const { status } = given;
      const response = await serve(() => given.clone()).send("GET", "/a", prep);
      expect(response.status).toBe(status);
      expect(response.headers.get("Events")).toBe(status === 0 ? null : 'protocol="prep", status=412');
    }
    // Bun accepts `undefined` after it has upgraded a connection.
    const nothing = serve((() => undefined) as unknown as FetchHandler<unknown[]>);
    for (const method of ["GET", "HEAD", "PUT"]) expect(await nothing.send(method, "/a", prep)).toBeUndefined();
    const other = await serve(note).send("LOCK", "/a");
    expect([...other.headers]).toEqual([]);
  });

  it("reject with the error that the handler throws", async () => {
    const throwing = serve(() => {
      throw new Error("mine");
    });
    for (const [method, headers] of [
      ["GET", {}],
      ["GET", prep],
      ["PUT", {}],
    ] as const) {
      await expect(throwing.send(method, "/a", headers)).rejects.toThrow("mine");
    }
    const query = throwing.send("QUERY", "/a", { "Content-Type": "application/json" }, '{"events":{}}');
    await expect(query).rejects.toThrow("mine");
    expect(throwing.failures).toEqual([]);
  });

  it("are left alone if they have no resource, or the option `resource` throws", async () => {
    const server = serve(() => new Response("x"), {
      resource: ({ pathname }) => (pathname === "/none" ? undefined : decodeURIComponent(pathname)),
    });
    for (const path of ["/none", "/%ff"]) {
      const response = await server.send("GET", path, prep);
      expect(response.headers.get("Accept-Events")).toBeNull();
      expect(await response.text()).toBe("x");
    }
    expect(server.failures).toEqual([expect.any(URIError)]);
  });

  it("are passed on with the runtime's further arguments", async () => {
    const events = fetchResourceEvents<[{ secret: string }, number]>();
    const handle = events.wrap((_, { secret }, number) => new Response(`${secret} ${number}`));
    expect(await (await handle(new Request(origin), { secret: "env" }, 7)).text()).toBe("env 7");
  });
});

describe("a subscription with PREP", () => {
  it("keeps cookies in separate fields, and streams the representation", async () => {
    let pulled = 0;
    const server = serve(() => {
      const body = new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            pulled += 1;
            controller.enqueue(new Uint8Array(32 * 1024).fill(120));
            if (pulled === 100) controller.close();
          },
        },
        { highWaterMark: 0 },
      );
      return new Response(body, {
        headers: [
          ["Set-Cookie", "a=1"],
          ["Set-Cookie", "b=2"],
        ],
      });
    });
    const response = await server.send("GET", "/a", prep);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    await nextTask();
    // Nobody reads, so few chunks are pulled.
    expect(pulled).toBeLessThan(10);
    const reading = readingOf(response);
    await reading.until("multipart/digest");
    expect(pulled).toBe(100);
    expect(reading.text.length).toBeGreaterThan(100 * 32 * 1024);
    await reading.cancel();
  });

  it("has no content coding in its part, even if the handler compresses for clients that accept it", async () => {
    const compressing: FetchHandler = (request) =>
      request.headers.has("accept-encoding")
        ? new Response("coded", { headers: { "Content-Encoding": "gzip" } })
        : new Response("plain", { headers: { "Content-Type": "text/plain" } });
    const server = serve(compressing);
    const coded = { "Accept-Encoding": "gzip, br" };
    expect(await (await server.send("GET", "/n", coded)).text()).toBe("coded");
    const response = await server.send("GET", "/n", { ...prep, ...coded });
    const reading = readingOf(response);
    expect(await reading.until("multipart/digest")).toContain("Content-Type: text/plain\r\n\r\nplain");
    expect(reading.text).not.toMatch(/content-encoding/i);
    await reading.cancel();
  });

  it.each([
    ["itself if its fields can be changed", (request: Request) => request, true],
    [
      "as a copy if its fields can't be changed",
      (request: Request) => {
        const immutable = () => {
          throw new TypeError("immutable");
        };
        return Object.defineProperty(request, "headers", {
          value: Object.assign(new Headers(request.headers), { delete: immutable }),
        });
      },
      false,
    ],
  ])("passes the handler the request %s", async (_, prepare, same) => {
    const given: Request[] = [];
    const handle = fetchResourceEvents().wrap((request) => {
      given.push(request);
      return new Response("hi");
    });
    const controller = new AbortController();
    const { signal } = controller;
    const headers = { ...prep, "Accept-Encoding": "gzip", Cookie: "a=b", "X-One": "1" };
    const request = prepare(new Request(`${origin}/n?x=1`, { headers, signal }));
    await handle(request);
    const [seen] = given;
    expect(seen === request).toBe(same);
    expect(seen?.url).toBe(`${origin}/n?x=1`);
    expect([...(seen?.headers ?? [])]).toEqual([
      ["accept-events", '"prep"'],
      ["cookie", "a=b"],
      ["x-one", "1"],
    ]);
    controller.abort();
    expect(seen?.signal.aborted).toBe(true);
  });

  it("is broken off if the representation fails midway", async () => {
    let pulled = 0;
    const server = serve(
      () =>
        new Response(
          new ReadableStream<Uint8Array>({
            pull(controller) {
              pulled += 1;
              if (pulled > 2) controller.error(new Error("source"));
              else controller.enqueue(Uint8Array.of(120));
            },
          }),
        ),
    );
    await expect(readingOf(await server.send("GET", "/a", prep)).end()).rejects.toThrow("broken off");
    expect(server.failures).toMatchObject([{ code: "representation" }]);
  });

  it("is broken off if the representation is not a stream of bytes", async () => {
    const strings = new ReadableStream({ start: (controller) => controller.enqueue("text") });
    const server = serve(() => new Response(strings));
    await expect(readingOf(await server.send("GET", "/a", prep)).end()).rejects.toThrow("broken off");
    expect(server.failures).toMatchObject([{ code: "representation" }]);
  });

  it("responds with 503 if the handler's response was read by somebody else", async () => {
    const server = serve(async () => {
      const response = new Response("x");
      response.body?.getReader();
      return response;
    });
    expect((await server.send("GET", "/a", prep)).status).toBe(503);
    expect(server.failures).toHaveLength(1);
  });

  it("is over when the client aborts the request or cancels the body", async () => {
    let renders = 0;
    const counted: Form = {
      mediaType: "a/b",
      render() {
        renders += 1;
        return Uint8Array.of(renders);
      },
    };
    const server = serve(note, { prep: { forms: [counted] } });
    const controller = new AbortController();
    const aborted = readingOf(await server.send("GET", "/a", prep, null, controller.signal));
    const cancelled = readingOf(await server.send("GET", "/a", prep));
    for (const reading of [aborted, cancelled]) await reading.until("multipart/digest");
    await server.events.notify("/a", { type: "update" });
    expect(renders).toBe(1);
    controller.abort();
    await cancelled.cancel();
    await server.events.notify("/a", { type: "update" });
    expect(renders).toBe(1);
    // Nobody reads it any more. A bridge that passed an error on would fail for it.
    await aborted.end();
  });

  it("is cut off if its reader lets too many bytes wait, and other subscriptions go on", async () => {
    const server = serve(note, { limits: { waitingBytes: 10_000 }, deltaBytes: 4_000 });
    const accept = 'application/json;delta="text/plain"';
    const slow = await subscribe(server, "/a", accept);
    const quick = await subscribe(server, "/a", accept);
    for (let count = 0; count < 5; count += 1) {
      const { headers } = await server.send("PATCH", "/a", { "Content-Type": "text/plain" }, "x".repeat(3_000));
      await quick.until(headers.get("Event-ID") ?? "?");
    }
    expect(server.failures).toMatchObject([{ code: "slow-reader" }]);
    await expect(slow.end()).rejects.toThrow("broken off");
    server.events.close();
    expect(await quick.end()).toMatch(/--\r\n$/);
  });

  it("ends cleanly when the instance is closed, and new ones are refused", async () => {
    const server = serve(note);
    const reading = await subscribe(server, "/a");
    server.events.close();
    expect(await reading.end()).toMatch(/--\r\n--\w+--\r\n$/);
    const late = await server.send("GET", "/a", prep);
    expect(late.headers.get("Events")).toBe('protocol="prep", status=503');
    expect(await late.text()).toBe("here");
  });

  it("responds with 503 if the log fails, and the application's response stands", async () => {
    const log = { ...createMemoryLog(), position: () => Promise.reject(new Error("no log")) };
    const server = serve(note, { log, refusalFields: [["Access-Control-Allow-Origin", "*"]] });
    const plain = await server.send("GET", "/a", prep);
    expect(plain.headers.get("Events")).toBe('protocol="prep", status=503');
    expect(await plain.text()).toBe("here");
    const query = await server.send("QUERY", "/a", { "Content-Type": "application/json" }, '{"events":{}}');
    expect(query.status).toBe(503);
    expect(query.headers.get("Retry-After")).toBe("5");
    expect(query.headers.get("Access-Control-Allow-Origin")).toBe("*");
    expect(server.failures).toMatchObject([{ code: "log" }, { code: "log" }]);
  });
});

describe("a subscription with Events Query", () => {
  const json = { "Content-Type": "application/json" };

  it("calls the handler with a GET that has the sender's credentials (EQ-RP-1)", async () => {
    const seen: Request[] = [];
    const server = serve((request) => {
      seen.push(request);
      return new Response("here", { headers: { "Content-Type": "text/plain" } });
    });
    const headers = { ...json, Authorization: "Bearer x", Accept: "multipart/mixed" };
    const response = await server.send("QUERY", "/a?b=1", headers, '{"state":{"Accept":"text/plain"},"events":{}}');
    await readingOf(response).until("here");
    const [get] = seen;
    expect([get?.method, get?.url, get?.body]).toEqual(["GET", `${origin}/a?b=1`, null]);
    expect(Object.fromEntries(get?.headers ?? [])).toEqual({ accept: "text/plain", authorization: "Bearer x" });
  });

  it("is refused with a problem response that has `refusalFields` (EQ-RQ-2)", async () => {
    const server = serve(note, { refusalFields: [["Access-Control-Allow-Origin", "*"]] });
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
    for (const [status, headers, body] of [
      [400, {}, null],
      [400, json, "{"],
      [400, json, broken],
      [413, json, "x".repeat(20_000)],
      [413, { ...json, "Content-Length": "20000" }, "{}"],
      [415, { "Content-Type": "text/plain" }, "{}"],
      [422, json, '{"state":{}}'],
    ] as const) {
      const response = await server.send("QUERY", "/a", headers, body);
      expect(response.status).toBe(status);
      expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
      expect(response.headers.get("Content-Type")).toBe("application/problem+json");
      expect(await response.json()).toMatchObject({ status, code: expect.any(String) });
    }
  });

  it("is passed to the handler if Events Query is switched off", async () => {
    const server = serve(({ method }) => new Response(null, { status: 405, headers: { "X-Method": method } }), {
      eventsQuery: false,
    });
    const response = await server.send("QUERY", "/a", json, "{}");
    expect(response.status).toBe(405);
    expect(response.headers.get("X-Method")).toBe("QUERY");
  });

  it("gets the handler's error if there is no representation (EQ-RP-2)", async () => {
    const server = serve(() => new Response("nothing", { status: 404 }));
    const response = await server.send("QUERY", "/a", json, '{"state":{},"events":{}}');
    expect(response.status).toBe(404);
    expect(response.headers.get("Events")).toBeNull();
    expect(await response.text()).toBe("nothing");
  });
});

describe("mutations", () => {
  it("have the id of their event in their response, which is sent before its notification (NF-7, PREP-MS-2)", async () => {
    const server = serve(({ method }) =>
      method === "PUT"
        ? new Response("done", { headers: { "Content-Type": "text/plain" } })
        : note(new Request(origin)),
    );
    const reading = await subscribe(server, "/a");
    const response = await server.send("PUT", "/a", {}, "x");
    const id = response.headers.get("Event-ID") ?? "";
    expect(id).not.toBe("");
    await nextTask();
    await nextTask();
    // The response was not read yet, so the later event has to wait for its turn.
    const later = await server.events.notify("/a", { type: "update" });
    expect(reading.text).not.toContain("event-id");
    expect(await response.text()).toBe("done");
    const text = await reading.until(later);
    expect(text.indexOf(id)).toBeLessThan(text.indexOf(later));
    expect(text).toContain(id);
    await reading.cancel();
  });

  it("are delivered even if their response is never read, once the client has left or their time is over", async () => {
    const server = serve(({ method }) => (method === "PUT" ? new Response("done") : new Response("here")), {
      limits: { withheldSeconds: 0.05 },
    });
    const reading = await subscribe(server, "/a");
    const controller = new AbortController();
    const left = await server.send("PUT", "/a", {}, "x", controller.signal);
    controller.abort();
    await reading.until(left.headers.get("Event-ID") ?? "?");
    expect(server.failures).toEqual([]);
    const unread = await server.send("PUT", "/a", {}, "x");
    await reading.until(unread.headers.get("Event-ID") ?? "?");
    // Nobody asked for its content, so its head may not have been sent.
    expect(server.failures).toEqual([expect.objectContaining({ code: "withheld" })]);
    await expect(unread.text()).rejects.toThrow("Nobody took the response");
    await reading.cancel();
  });

  it("are delivered when `whenSent` resolves, if it returns a promise", async () => {
    let sent = (): void => {};
    const server = serve(note, {
      whenSent: ({ url }) => {
        if (url.endsWith("/throws")) throw new Error("mine");
        return url.endsWith("/unknown") ? undefined : new Promise<void>((resolve) => (sent = resolve));
      },
    });
    const reading = await subscribe(server, "/a");
    const response = await server.send("PUT", "/a", {}, "x");
    await nextTask();
    await nextTask();
    expect(reading.text).not.toContain("event-id");
    sent();
    await reading.until(response.headers.get("Event-ID") ?? "?");
    for (const path of ["/unknown", "/throws"]) {
      const other = await subscribe(server, path);
      await other.until((await server.send("PUT", path, {}, "x")).headers.get("Event-ID") ?? "?");
      await other.cancel();
    }
    expect(server.failures).toEqual([new Error("mine")]);
    await reading.cancel();
  });

  it("are no events if they fail or are redirected", async () => {
    for (const response of [new Response("no", { status: 409 }), Response.redirect(origin, 307), Response.error()]) {
      const server = serve(() => response);
      expect(await server.send("PUT", "/a", {}, "x")).toBe(response);
      expect(response.headers.get("Event-ID")).toBeNull();
    }
  });

  it("have their content as a delta if all of it was read (PREP-MS-7)", async () => {
    const server = serve(async (request) => {
      if (request.method === "GET") return new Response("here");
      if (request.headers.get("X-Read") === "all") await request.text();
      return new Response(null, { status: 204 });
    });
    const reading = await subscribe(server, "/a", 'application/json;delta="*/*"');
    const type = { "Content-Type": "application/merge-patch+json" };
    const read = await server.send("PATCH", "/a", { ...type, "X-Read": "all" }, '{"a":1}');
    await reading.until(read.headers.get("Event-ID") ?? "?");
    expect(reading.text).toContain('"delta":{"a":1}}');
    const stuck = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(Uint8Array.of(123)) });
    const unread = await server.send("PATCH", "/a", type, stuck);
    const text = await reading.until(unread.headers.get("Event-ID") ?? "?");
    expect(text.match(/"delta"/g)).toHaveLength(1);
    await reading.cancel();
  });

  it("are events on the resource that they created, if it is on this server (NF-6)", async () => {
    for (const [location, key] of [
      ["/members/1", "/members/1"],
      ["1", "/members/1"],
      ["http://localhost/members/1", undefined],
      ["https://example.org/members/1", "/members/1"],
      ["https://elsewhere.example/members/1", undefined],
      ["http://[", undefined],
    ] as const) {
      const resources: string[] = [];
      const memory = createMemoryLog();
      const log = {
        ...memory,
        append(event: UnloggedEvent) {
          resources.push(event.resource);
          return memory.append(event);
        },
      };
      const server = serve(() => new Response(null, { status: 201, headers: { Location: location } }), {
        log,
        base: "https://example.org",
      });
      const response = await server.send("POST", "/members/", {}, "x");
      expect(response.headers.get("Location")).toBe(location);
      expect(resources).toEqual(key === undefined ? ["/members/"] : ["/members/", key]);
    }
  });

  it("wait for an asynchronous log, and keep their cookies", async () => {
    const memory = createMemoryLog();
    const log = {
      ...memory,
      append: async (event: UnloggedEvent): Promise<ResourceEvent> => {
        await nextTask();
        return memory.append(event);
      },
    };
    const headers: HeadersInit = [
      ["Set-Cookie", "a=1"],
      ["Set-Cookie", "b=2"],
    ];
    for (const body of [null, "content"]) {
      const server = serve(() => new Response(body, { headers }), { log });
      const response = await server.send("PUT", "/a", {}, "x");
      expect(response.headers.get("Event-ID")).toBe(await log.position("/a"));
      expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
      expect(await response.text()).toBe(body ?? "");
    }
  });

  it("are responded to even if their event fails", async () => {
    const append = (): never => {
      throw new Error("no log");
    };
    const failing = serve(note, { log: { ...createMemoryLog(), append } });
    const unlogged = await failing.send("PUT", "/a", {}, "x");
    expect([unlogged.status, unlogged.headers.get("Event-ID")]).toEqual([204, null]);
    expect(failing.failures).toMatchObject([{ code: "log" }]);

    const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
    const mistaken = serve(note, {
      container: () => {
        throw new Error("mine");
      },
      onError: () => {
        throw new Error("and this one too");
      },
    });
    expect((await mistaken.send("PUT", "/a", {}, "x")).status).toBe(204);
    expect(warned).toHaveBeenCalledWith("resource-events:", new Error("and this one too"));
    warned.mockRestore();

    const locked = new Response("x");
    locked.body?.getReader();
    const server = serve(({ method }) => (method === "PUT" ? locked : new Response("here")));
    const reading = await subscribe(server, "/a");
    expect(await server.send("PUT", "/a", {}, "x")).toBe(locked);
    expect(server.failures).toHaveLength(1);
    // Its event does not hold back the next one.
    await reading.until(await server.events.notify("/a", { type: "update" }));
    await reading.cancel();
  });

  it("follow the handler's description", async () => {
    const events = fetchResourceEvents();
    const handle = events.wrap(() => {
      const response = new Response(null, { status: 204 });
      events.describe(response, { silent: true });
      return response;
    });
    const response = await handle(new Request(origin, { method: "PUT", body: "x" }));
    expect(response.headers.get("Event-ID")).toBeNull();
  });
});

describe("a stream that nobody reads", () => {
  it("gives its place back, is reported, and leaves others alone", async () => {
    const server = serve(note, { limits: { closingSeconds: 0.05 } });
    const dropped = [
      await server.send("GET", "/a", prep),
      await server.send("QUERY", "/a", { "Content-Type": "application/json" }, '{"events":{}}'),
    ];
    const reading = await subscribe(server, "/a");
    expect(server.events.stats().subscriptions.total).toBe(3);
    await vi.waitUntil(() => server.events.stats().subscriptions.total === 1);
    expect(server.failures).toEqual(dropped.map(() => expect.objectContaining({ code: "slow-reader" })));
    for (const response of dropped) await expect(response.text()).rejects.toThrow("broken off");
    await reading.until(await server.events.notify("/a", { type: "update" }));
    await reading.cancel();
  });
});

describe("options", () => {
  it.each([
    { deltaBytes: -1 },
    { deltaBytes: Number.NaN },
    { limits: { withheldSeconds: 0 } },
    { limits: { withheldSeconds: 3e9 } },
    { base: "nowhere" },
  ])("are rejected if they are invalid: %o", (options) => {
    expect(() => fetchResourceEvents(options)).toThrow(ServerError);
  });
});

describe("the identity of a resource", () => {
  const handler: FetchHandler = ({ method }) => new Response(method === "GET" ? "x" : null, { status: 200 });
  const subscribe = async (wrapped: FetchHandler, url: string, headers: Record<string, string> = {}) =>
    readingOf(await wrapped(new Request(url, { headers: { ...prep, ...headers } })));
  const put = async (wrapped: FetchHandler, url: string, headers: Record<string, string> = {}) => {
    const response = await wrapped(new Request(url, { method: "PUT", headers }));
    await response.text();
    return response.headers.get("Event-ID") ?? "none";
  };

  it("is kept apart by scope, which gets the runtime's further arguments", async () => {
    const events = fetchResourceEvents<[{ user: string }]>({ scope: (_request, _resource, { user }) => user });
    const wrapped = events.wrap(handler);
    const as =
      (user: string): FetchHandler =>
      (request) =>
        wrapped(request, { user });
    const alice = await subscribe(as("alice"), `${origin}/me`);
    const bobs = await put(as("bob"), `${origin}/me`);
    await alice.until(await put(as("alice"), `${origin}/me`));
    expect(alice.text).not.toContain(bobs);
    await alice.until(await events.notify({ resource: "/me", scope: "alice" }, { type: "update" }));
    await alice.cancel();
  });

  it("is kept apart by the host of the request's URL, if hosts are", async () => {
    const events = fetchResourceEvents({ hosts: "separate" });
    const wrapped = events.wrap(handler);
    const subscriber = await subscribe(wrapped, "http://a.example/settings");
    const other = await put(wrapped, "http://b.example/settings");
    await subscriber.until(await put(wrapped, "https://A.example/settings"));
    expect(subscriber.text).not.toContain(other);
    await subscriber.until(await events.notify("http://a.example/settings", { type: "update" }));
    await subscriber.cancel();
  });

  it.each([
    ["GET", { "Accept-Events": '"prep"' }, undefined],
    ["QUERY", { "Content-Type": "application/json" }, '{"events":{}}'],
  ])("is shown to the handler of a subscription in its usual spelling: %s", async (method, headers, body) => {
    const seen: string[] = [];
    const guarded: FetchHandler = ({ url }) => {
      const { pathname } = new URL(url);
      seen.push(pathname);
      return pathname.startsWith("/api/") ? new Response(null, { status: 401 }) : new Response("the page for all else");
    };
    const wrapped = fetchResourceEvents().wrap(guarded);
    const response = await wrapped(
      new Request(`${origin}/%61pi/s%61laries`, { method, headers, ...(body && { body }) }),
    );
    expect(response.status).toBe(401);
    expect(seen).toEqual(["/api/salaries"]);
  });

  it.each(["/a b", "/a%20b", "/x/../a b", "/a b#c"])("is that of the URL of %j, also for notify", async (name) => {
    const events = fetchResourceEvents();
    const wrapped = events.wrap(handler);
    const subscriber = await subscribe(wrapped, `${origin}${name}`);
    const notified = events.notify(name.replaceAll(" ", "%20"), { type: "update" });
    await subscriber.until(await notified);
    await subscriber.cancel();
  });

  it.each(["a", `${origin}/a`, "", "/a b"])("can't be %j, so that it is refused to notify", async (name) => {
    const refused = fetchResourceEvents().notify(name, { type: "update" });
    await expect(refused).rejects.toMatchObject({ name: "ServerError", code: "event" });
    expect(await fetchResourceEvents({ resource: () => name }).notify(name, { type: "update" })).toMatch(/./);
  });

  it("is given to the option `resource` as the handler sees it, even if the path looks like a host", async () => {
    const seen: string[] = [];
    const resource = (url: URL) => {
      seen.push(url.href);
      return url.pathname;
    };
    await put(fetchResourceEvents({ resource }).wrap(handler), `${origin}//evil.example/secret?x`);
    expect(seen).toEqual([`${origin}//evil.example/secret?x`]);
  });
});

describe("a request with a signal", () => {
  it.each([
    ["is refused by the handler", () => new Response("no", { status: 404 })],
    ["fails", () => Promise.reject(new Error("failed"))],
    ["is served", () => new Response("yes")],
  ])("is not kept by it once its subscription %s", async (_, handle) => {
    const listening = new Set<unknown>();
    const { signal } = new AbortController();
    const request = new Request("http://example.org/note", { headers: { "Accept-Events": '"prep"' }, signal });
    const add = vi.spyOn(request.signal, "addEventListener");
    const remove = vi.spyOn(request.signal, "removeEventListener");
    const events = fetchResourceEvents({ onError: () => {} });
    const response = await Promise.resolve(events.wrap(handle)(request)).catch(() => undefined);
    await response?.body?.cancel();
    for (const [, listener] of add.mock.calls) listening.add(listener);
    for (const [, listener] of remove.mock.calls) listening.delete(listener);
    expect(add).toHaveBeenCalled();
    expect(listening.size).toBe(0);
  });
});
