import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Answerer, answering, bytesOf, serve, type Wire } from "../test/wire.ts";
import { type ClientError, type Notification, type Subscription, subscribe } from "./index.ts";

const prepHead = { "Content-Type": "multipart/mixed; boundary=o", Events: 'protocol="prep", status=200, expires=600' };
const beginning = "--o\r\n\r\nHello\r\n--o\r\nContent-Type: multipart/digest; boundary=i\r\n\r\n--i";
const put = "\r\n\r\nMethod: PUT\r\nEvent-ID: e1\r\n\r\n\r\n--i";
const end = "--\r\n--o--";
const queryHead = { "Content-Type": "application/json-seq", Events: "duration=600" };
const deletion = '\x1e{"type":"delete","event-id":"q1"}\n';

/** A PREP stream that stays open. */
const open: Answerer = (response) => {
  response.writeHead(200, prepHead);
  response.write(beginning + put);
};

let wire: Wire | undefined;
const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => {
  unhandled.length = 0;
  process.on("unhandledRejection", note);
});
afterEach(async () => {
  await wire?.close();
  wire = undefined;
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});

async function collect(subscription: Subscription): Promise<Notification[]> {
  const all: Notification[] = [];
  for await (const notification of subscription) all.push(notification);
  return all;
}

describe("auto", () => {
  it("takes PREP where it is served, with one request", async () => {
    wire = await serve((response) => response.writeHead(200, prepHead).end(beginning + put + end));
    const subscription = await subscribe(new URL(wire.url));
    expect(subscription.protocol).toBe("prep");
    expect(await collect(subscription)).toHaveLength(1);
    expect(wire.received.map(({ method }) => method)).toEqual(["GET"]);
  });

  it("falls back to Events Query where that is offered, and leaves the first response", async () => {
    for (const [status, offer] of [
      [200, '"application/json"'],
      [200, "application/json;charset=utf-8"],
      [200, '"example/events-query", "application/JSON; x=y"'],
      [405, "application/json"],
    ] as const) {
      wire = await serve((response, { method }) => {
        if (method === "QUERY") return response.writeHead(200, queryHead).end(`\x1e{"a":1}\n${deletion}`);
        response.writeHead(status, { "Content-Type": "text/plain", "Accept-Query": offer });
        return response.write("endless"); // and never ended: only the client's leaving ends it
      });
      const subscription = await subscribe(wire.url);
      expect(subscription.protocol).toBe("events-query");
      expect(await subscription.representation?.json()).toEqual({ a: 1 });
      expect(await collect(subscription)).toMatchObject([{ type: "delete", eventId: "q1" }]);
      await wire.idle();
      await wire.close();
    }
    wire = undefined;
  });

  it("asks for nothing more where neither is offered, and hands out the plain response", async () => {
    for (const offer of [undefined, "example/events-query", "((", "application/jsonx"]) {
      wire = await serve((response) => {
        if (offer !== undefined) response.setHeader("Accept-Query", offer);
        response.end("plain");
      });
      const error: unknown = await subscribe(wire.url).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: "ClientError", code: "no-notifications" });
      expect(await (error as ClientError).response?.text()).toBe("plain");
      expect(wire.received).toHaveLength(1);
      await wire.close();
    }
    wire = undefined;
  });

  it("does not fall back where one protocol was asked for", async () => {
    wire = await serve((response) => response.setHeader("Accept-Query", "application/json").end());
    await expect(subscribe(wire.url, { protocol: "prep" })).rejects.toMatchObject({ code: "no-notifications" });
    expect(wire.received).toHaveLength(1);
  });

  it("reports error statuses, with their problem", async () => {
    wire = await serve((response) => response.writeHead(404, { Events: 'protocol="prep", status=412' }).end("gone"));
    await expect(subscribe(wire.url)).rejects.toMatchObject({ code: "response", status: 404 });
  });

  it("reports that no response came", async () => {
    wire = await serve((response) => response.destroy());
    await expect(subscribe(wire.url)).rejects.toMatchObject({ code: "network", cause: expect.any(Error) });
    await expect(subscribe("not a URL")).rejects.toMatchObject({ code: "network" });
  });
});

describe("redirects (EQ-RQ-4)", () => {
  for (const status of [301, 302, 307, 308]) {
    it(`repeats the QUERY after ${status}`, async () => {
      wire = await serve((response, { url }) => {
        if (url === "/note") response.writeHead(status, { Location: "/moved" }).end();
        else response.writeHead(200, queryHead).end(`\x1e{}\n${deletion}`);
      });
      const subscription = await subscribe(wire.url, { protocol: "events-query" });
      expect(subscription.url).toBe(wire.url.replace("note", "moved"));
      expect(await collect(subscription)).toHaveLength(1);
      const [first, second] = wire.received;
      expect(second).toMatchObject({ method: "QUERY", url: "/moved", content: first?.content });
      expect(second?.headers["content-type"]).toBe("application/json");
    });
  }

  it("takes the answer to the GET after a 303 for no stream", async () => {
    wire = await serve((response, { url }) => {
      if (url === "/note") response.writeHead(303, { Location: "/other" }).end();
      else response.writeHead(200, { "Content-Type": "application/json-seq" }).end("\x1e{}\n");
    });
    await expect(subscribe(wire.url, { protocol: "events-query" })).rejects.toMatchObject({ code: "no-notifications" });
    expect(wire.received.at(-1)?.method).toBe("GET");
  });

  it("follows them with PREP", async () => {
    wire = await serve((response, { url }) => {
      if (url === "/note") response.writeHead(302, { Location: "/moved" }).end();
      else response.writeHead(200, prepHead).end(beginning + end);
    });
    const subscription = await subscribe(wire.url);
    expect(subscription.url).toBe(wire.url.replace("note", "moved"));
    expect(await collect(subscription)).toEqual([]);
  });
});

describe("leaving", () => {
  it("closes the connection at break, return and throw (PREP-RS-12, EQ-ST-12)", async () => {
    const leave: ((subscription: Subscription) => Promise<unknown>)[] = [
      async (subscription) => {
        for await (const _ of subscription) break;
      },
      async (subscription) => {
        for await (const notification of subscription) return notification;
        return undefined;
      },
      async (subscription) => {
        for await (const _ of subscription) throw new Error("mine");
      },
      async (subscription) => {
        const [notification] = await Promise.all([subscription[Symbol.asyncIterator]().next()]);
        subscription.close();
        return notification;
      },
    ];
    for (const way of leave) {
      wire = await serve(open);
      const subscription = await subscribe(wire.url);
      await way(subscription).catch((error: unknown) => expect(error).toMatchObject({ message: "mine" }));
      await wire.idle();
      expect(await collect(subscription)).toEqual([]);
      await wire.close();
    }
    wire = undefined;
  });

  it("frees the connection of a subscription that was never read, and of its representation", async () => {
    wire = await serve(open);
    const subscription = await subscribe(wire.url);
    subscription.close();
    subscription.close();
    await wire.idle();
    await expect(subscription.representation?.text()).rejects.toMatchObject({ code: "left" });
  });

  it("ends a pending iteration", async () => {
    wire = await serve(open);
    const subscription = await subscribe(wire.url);
    const notifications = subscription[Symbol.asyncIterator]();
    expect((await notifications.next()).value?.eventId).toBe("e1");
    const waiting = [notifications.next(), notifications.next()];
    subscription.close();
    expect(await Promise.all(waiting)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
    expect(await notifications.next()).toEqual({ done: true, value: undefined });
    await wire.idle();
  });

  it("hands out notifications in order to concurrent calls", async () => {
    wire = await serve((response) => {
      response.writeHead(200, prepHead).end(beginning + put + put.replace("e1", "e2") + put.replace("e1", "e3") + end);
    });
    const notifications = (await subscribe(wire.url))[Symbol.asyncIterator]();
    const results = await Promise.all([1, 2, 3, 4].map(() => notifications.next()));
    expect(results.map(({ value }) => value?.eventId)).toEqual(["e1", "e2", "e3", undefined]);
  });
});

describe("a signal", () => {
  it("that is aborted sends nothing", async () => {
    wire = await serve(open);
    const reason = new Error("mine");
    await expect(subscribe(wire.url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(wire.received).toEqual([]);
  });

  it("ends the wait for a response", async () => {
    let asked = () => {};
    const request = new Promise<void>((resolve) => {
      asked = resolve;
    });
    wire = await serve(() => asked());
    const controller = new AbortController();
    const subscribing = subscribe(wire.url, { signal: controller.signal });
    const rejected = expect(subscribing).rejects.toThrow("mine");
    await request;
    controller.abort(new Error("mine"));
    await rejected;
    await wire.idle();
  });

  it("ends the wait for the representation", async () => {
    const controller = new AbortController();
    wire = await serve((response) => {
      response.writeHead(200, prepHead);
      response.write("--o\r\n", () => controller.abort(new Error("mine")));
    });
    await expect(subscribe(wire.url, { signal: controller.signal })).rejects.toThrow("mine");
    await wire.idle();
  });

  it("ends the wait for a notification, and drops those that wait", async () => {
    wire = await serve(open);
    const controller = new AbortController();
    const subscription = await subscribe(wire.url, { signal: controller.signal });
    const notifications = subscription[Symbol.asyncIterator]();
    await notifications.next();
    const waiting = expect(notifications.next()).rejects.toThrow("mine");
    controller.abort(new Error("mine"));
    await waiting;
    await expect(notifications.next()).rejects.toThrow("mine");
    await wire.idle();
  });

  it("ends the reading of the representation", async () => {
    wire = await serve((response) => {
      response.writeHead(200, prepHead);
      response.write("--o\r\n\r\nHel");
    });
    const controller = new AbortController();
    const subscription = await subscribe(wire.url, { signal: controller.signal });
    const reading = expect(subscription.representation?.text()).rejects.toThrow("mine");
    controller.abort(new Error("mine"));
    await reading;
    await wire.idle();
  });

  it("works with a fetch that knows of none", async () => {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(bytesOf(beginning)) });
    const controller = new AbortController();
    const subscription = await subscribe("http://example.org/", {
      signal: controller.signal,
      fetch: async () => new Response(body as BodyInit, { headers: prepHead }),
    });
    const waiting = expect(subscription[Symbol.asyncIterator]().next()).rejects.toThrow("mine");
    controller.abort(new Error("mine"));
    await waiting;
  });

  it("does nothing once the subscription is over", async () => {
    const controller = new AbortController();
    const { fetch } = answering(prepHead, [bytesOf(beginning + put + end)]);
    const subscription = await subscribe("http://example.org/", { fetch, signal: controller.signal });
    expect(await collect(subscription)).toHaveLength(1);
    controller.abort();
    expect(await collect(subscription)).toEqual([]);
  });
});

describe("an end", () => {
  it("hands out what came before it, then its error, and keeps to that", async () => {
    const { fetch, cancelled } = answering(prepHead, [
      bytesOf(`${beginning}${put}\r\nno colon\r\n\r\nmore and more`),
      bytesOf("rest"),
      bytesOf("rest"),
    ]);
    const subscription = await subscribe("http://example.org/", { fetch });
    const notifications = subscription[Symbol.asyncIterator]();
    expect((await notifications.next()).value?.eventId).toBe("e1");
    await expect(notifications.next()).rejects.toMatchObject({ code: "stream" });
    await expect(collect(subscription)).rejects.toMatchObject({ code: "stream" });
    expect(cancelled()).toBe(true);
  });

  it("is a cut-off where the connection is lost", async () => {
    wire = await serve((response) => {
      response.writeHead(200, prepHead);
      response.write(beginning + put, () => response.destroy());
    });
    const subscription = await subscribe(wire.url);
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const { eventId } of subscription) seen.push(eventId);
    })();
    await expect(reading).rejects.toMatchObject({ code: "cut-off", cause: expect.any(Error) });
    expect(seen).toEqual(["e1"]);
  });

  it("stops reading at the close-delimiter, whatever follows", async () => {
    wire = await serve((response) => {
      response.writeHead(200, prepHead);
      response.write(`${beginning}${put}${end}\r\nepilogue`); // and never ended
    });
    expect(await collect(await subscribe(wire.url))).toHaveLength(1);
    await wire.idle();
  });

  it("rejects the subscription itself where there is no content at all", async () => {
    const fetch = async () => new Response(null, { headers: prepHead });
    await expect(subscribe("http://example.org/", { fetch })).rejects.toMatchObject({ code: "cut-off" });
  });
});

it("passes credentials on, and asks for no cached response", async () => {
  let seen: RequestInit | undefined;
  const fetch = async (_: unknown, init?: RequestInit) => {
    seen = init;
    return new Response("plain");
  };
  await expect(subscribe("http://example.org/", { fetch, credentials: "include" })).rejects.toMatchObject({});
  expect(seen).toMatchObject({ credentials: "include", cache: "no-store", method: "GET" });
});
