import { setImmediate } from "node:timers/promises";
import type { DescribedEvent, EventLog } from "@resource-events/server";
import { createMemoryLog } from "@resource-events/server";
import { isOpen, type RawClient, sendPrep, sendQuery, until } from "@resource-events/testing-support";
import { describe, expect, it } from "vitest";
import { type Served, serve } from "../test/serve.ts";
import type { NodeHandler, NodeOptions } from "./index.ts";

const note: NodeHandler = ({ method }, response) =>
  method === "GET" ? response.writeHead(200, { "Content-Type": "text/plain" }).end("hello") : response.end();

/** A subscriber whose notifications are JSON texts. */
async function subscribe(served: Served, target = "/note"): Promise<RawClient> {
  const client = served.connect();
  sendQuery(client, { target });
  await client.partial();
  return client;
}

/** The notifications that have arrived, once there are `count` of them. */
async function notifications(client: RawClient, count: number): Promise<Record<string, unknown>[]> {
  const { body } = await client.partial((text) => text.split("\n").length > count);
  return body
    .split("\u001e")
    .slice(1)
    .map((text) => JSON.parse(text) as Record<string, unknown>);
}

describe("a mutation", () => {
  it.each([
    ["PUT", 200, "update"],
    ["PUT", 201, "create"],
    ["PUT", 204, "update"],
    ["PATCH", 200, "update"],
    ["POST", 205, "update"],
    ["POST", 201, "create"],
    ["DELETE", 204, "delete"],
  ])("by %s with the response %i is an event, and the response has its id (NF-7)", async (method, status, type) => {
    const served = await serve((request, response) => {
      if (request.method === "GET") return note(request, response);
      return response.writeHead(status).end();
    });
    const subscriber = await subscribe(served);
    const client = served.connect();
    client.send(`${method} /note HTTP/1.1`, "x");
    const id = (await client.response()).field("Event-ID");
    const [told] = await notifications(subscriber, 1);
    expect(told).toMatchObject({ "event-id": id, type, method });
  });

  it.each([
    ["PUT", 202],
    ["PUT", 304],
    ["PUT", 404],
    ["PATCH", 409],
    ["POST", 303],
    ["DELETE", 500],
  ])("by %s with the response %i is no event", async (method, status) => {
    const served = await serve((request, response) => {
      if (request.method === "GET") return note(request, response);
      return response.writeHead(request.headers["x-works"] === undefined ? status : 200).end();
    });
    const subscriber = await subscribe(served);
    const client = served.connect();
    client.send(`${method} /note HTTP/1.1`, "x");
    const refused = await client.response();
    expect(refused.status).toBe(status);
    expect(refused.field("Event-ID")).toBeUndefined();
    client.send("PUT /note HTTP/1.1\nX-Works: yes", "x");
    const id = (await client.response()).field("Event-ID");
    expect(await notifications(subscriber, 1)).toMatchObject([{ "event-id": id }]);
  });

  it("is an event on the container, too", async () => {
    const served = await serve(note, { container: (resource) => (resource === "/notes/1" ? "/notes/" : undefined) });
    const [child, container] = [await subscribe(served, "/notes/1"), await subscribe(served, "/notes/")];
    const client = served.connect();
    client.send("DELETE /notes/1 HTTP/1.1");
    const id = (await client.response()).field("Event-ID");
    expect(await notifications(child, 1)).toMatchObject([{ type: "delete", "event-id": id }]);
    expect((await child.response()).complete).toBe(true);
    const [told] = await notifications(container, 1);
    expect(told).toMatchObject({ type: "delete", object: "/notes/1" });
    expect(told?.["event-id"]).not.toBe(id);
  });

  it("is responded to if the option `container` throws, and the error is reported", async () => {
    const served = await serve(note, {
      container: () => {
        throw new Error("no container");
      },
    });
    const client = served.connect();
    client.send("PUT /note HTTP/1.1", "x");
    expect((await client.response()).status).toBe(200);
    expect(served.errors).toMatchObject([{ message: "no container" }]);
  });

  it("is responded to if the option `resource` throws, and the error is reported", async () => {
    const served = await serve(note, { resource: (target) => decodeURIComponent(target) });
    const client = served.connect();
    client.send("PUT /%ff HTTP/1.1", "x");
    const response = await client.response();
    expect([response.status, response.field("Event-ID")]).toEqual([200, undefined]);
    expect(served.errors).toMatchObject([{ name: "URIError" }]);
  });

  it("is an event even if the client left before the response", async () => {
    let left: () => void = () => {};
    const served = await serve(async (request, response) => {
      if (request.method === "GET") return note(request, response);
      left();
      await new Promise((resolve) => response.once("close", resolve));
      return response.writeHead(204).end();
    });
    const subscriber = await subscribe(served);
    const client = served.connect();
    const arrived = new Promise<void>((resolve) => {
      left = resolve;
    });
    client.send("PUT /note HTTP/1.1", "x");
    await arrived;
    client.leave();
    expect(await notifications(subscriber, 1)).toMatchObject([{ type: "update" }]);
  });

  it("is an event even if the client left before the adapter was called", async () => {
    const served = await serve(note);
    const subscriber = await subscribe(served);
    served.server.removeAllListeners("request");
    const arrived = new Promise<void>((resolve) => {
      served.server.on("request", (request, response) => {
        resolve();
        response.once("close", () => void served.events.handle(request, response, () => response.end()));
      });
    });
    const client = served.connect();
    client.send("PUT /note HTTP/1.1", "x");
    await arrived;
    client.leave();
    expect(await notifications(subscriber, 1)).toMatchObject([{ type: "update" }]);
  });

  it("is an event even if the handler breaks off its response", async () => {
    const served = await serve((request, response) => {
      if (request.method === "GET") return note(request, response);
      response.writeHead(200, { "Content-Length": 10 });
      response.write("half");
      return response.destroy();
    });
    const subscriber = await subscribe(served);
    const client = served.connect();
    client.send("PUT /note HTTP/1.1", "x");
    await client.closed;
    expect(await notifications(subscriber, 1)).toMatchObject([{ type: "update" }]);
  });
});

describe("Location", () => {
  it.each([
    ["/notes/2", "/notes/2"],
    ["2", "/notes/2"],
    ["http://example.org/notes/2", undefined],
    ["https://public.example/notes/2", "/notes/2"],
    ["http://other.example/notes/2", undefined],
    ["//other.example/notes/2", undefined],
    ["http://[", undefined],
  ])("%s of a POST makes it an event on %s (NF-6)", async (location, member) => {
    const served = await serve(
      ({ method }, response) => {
        if (method === "GET") return response.end("hello");
        return response.writeHead(201, { Location: location, ETag: '"1"' }).end();
      },
      { base: "https://public.example" },
    );
    const [collection, made] = [await subscribe(served, "/notes/"), await subscribe(served, "/notes/2")];
    const client = served.connect();
    client.send("POST /notes/ HTTP/1.1", "x");
    const id = (await client.response()).field("Event-ID");
    expect(await notifications(collection, 1)).toMatchObject([{ type: "create", "event-id": id }]);
    const last = await served.events.notify("/notes/2", { type: "update" });
    const told = await notifications(made, member === undefined ? 1 : 2);
    expect(told.at(-1)).toMatchObject({ "event-id": last });
    expect(told.slice(0, -1)).toMatchObject(member === undefined ? [] : [{ type: "create", etag: '"1"' }]);
  });
});

describe("the delta of a PATCH", () => {
  /** The delta in the notification of a PATCH; `undefined` if there is none. */
  async function deltaOf(
    send: (client: RawClient) => void,
    { handler = readAll, ...options }: NodeOptions & { handler?: NodeHandler } = {},
  ): Promise<unknown> {
    const served = await serve(handler, { deltas: ["text/x-diff"], ...options });
    const subscriber = served.connect();
    sendQuery(subscriber, { content: JSON.stringify({ events: { Accept: 'application/json;delta="text/x-diff"' } }) });
    await subscriber.partial();
    const client = served.connect();
    send(client);
    await client.response();
    const [told] = await notifications(subscriber, 1);
    return told?.["delta"];
  }

  const readAll: NodeHandler = async (request, response) => {
    for await (const _ of request);
    response.end("done");
  };

  it("is the content of the request (PREP-MS-7)", async () => {
    expect(await deltaOf((client) => client.send("PATCH /note HTTP/1.1\nContent-Type: text/x-diff", "+a"))).toBe("+a");
  });

  it("is the whole content if that came in chunks", async () => {
    const delta = await deltaOf((client) => {
      client.send("PATCH /note HTTP/1.1\nContent-Type: text/x-diff\nTransfer-Encoding: chunked");
      client.socket.write("2\r\n+a\r\n");
      setTimeout(() => client.socket.write("1\r\nb\r\n0\r\n\r\n"), 1);
    });
    expect(delta).toBe("+ab");
  });

  it("is at most as long as the option `deltaBytes`", async () => {
    const send = (content: string) => (client: RawClient) =>
      client.send("PATCH /note HTTP/1.1\nContent-Type: text/x-diff", content);
    expect(await deltaOf(send("x".repeat(10)), { deltaBytes: 10 })).toBe("x".repeat(10));
    expect(await deltaOf(send("x".repeat(11)), { deltaBytes: 10 })).toBeUndefined();
    expect(await deltaOf(send("x".repeat(100_000)))).toBeUndefined();
  });

  it("is left out if the content has a content coding, or no type", async () => {
    expect(
      await deltaOf((client) =>
        client.send("PATCH /note HTTP/1.1\nContent-Type: text/x-diff\nContent-Encoding: gzip", "+a"),
      ),
    ).toBeUndefined();
    expect(await deltaOf((client) => client.send("PATCH /note HTTP/1.1", "+a"))).toBeUndefined();
  });

  it("is sent even if the handler does not read the content, once that has arrived", async () => {
    const handler: NodeHandler = async (request, response) => {
      if (request.method === "PATCH") await until(() => request.complete);
      response.end("done");
    };
    const send = (client: RawClient) => client.send("PATCH /note HTTP/1.1\nContent-Type: text/x-diff", "+a");
    expect(await deltaOf(send, { handler })).toBe("+a");
  });

  it("is left out, rather than cut short, if the handler responds before all content has arrived", async () => {
    let answered = false;
    const handler: NodeHandler = async (request, response) => {
      if (request.method === "PATCH") await new Promise((resolve) => request.once("data", resolve));
      response.end("done", () => {
        answered = request.method === "PATCH";
      });
    };
    const delta = await deltaOf(
      (client) => {
        client.send("PATCH /note HTTP/1.1\nContent-Type: text/x-diff\nTransfer-Encoding: chunked");
        client.socket.write("2\r\n+a\r\n");
        void until(() => answered).then(() => client.socket.write("1\r\nb\r\n0\r\n\r\n"));
      },
      { handler },
    );
    expect(delta).toBeUndefined();
  });

  it("is left out, rather than cut short, if the adapter was called after some content had arrived", async () => {
    const served = await serve(note);
    const { events } = served;
    const late = await serve(() => {});
    late.server.removeAllListeners("request");
    late.server.on("request", async (request, response) => {
      if (request.method === "PATCH") await until(() => request.readableLength > 0);
      await setImmediate();
      events.handle(request, response, () => {
        request.resume().once("end", () => response.end());
        if (request.method === "GET") response.end();
      });
    });
    const subscriber = served.connect();
    subscriber.send('GET /note HTTP/1.1\nAccept-Events: "prep";accept=("message/rfc822";delta="*/*")');
    await subscriber.partial(isOpen);
    const client = late.connect();
    client.send("PATCH /note HTTP/1.1\nContent-Type: text/x-diff\nTransfer-Encoding: chunked");
    client.socket.write("2\r\n+a\r\n");
    setTimeout(() => client.socket.write("1\r\nb\r\n0\r\n\r\n"), 20);
    await client.response();
    const { body } = await subscriber.partial("Method: PATCH");
    expect(body).not.toContain("text/x-diff");
  });

  it("is sent, too, for a request that had to wait for its turn", async () => {
    const served = await serve(readAll, { deltas: ["text/x-diff"] });
    const subscriber = served.connect();
    subscriber.send('GET /note HTTP/1.1\nAccept-Events: "prep";accept=("message/rfc822";delta="*/*")');
    await subscriber.partial(isOpen);
    const client = served.connect();
    sendQuery(client, { target: "/other", accept: "application/json", content: "{}" });
    client.send("PATCH /note HTTP/1.1\nContent-Type: text/x-diff", "+a");
    await client.partial();
    await served.events.notify("/other", { type: "update" });
    const { body } = await subscriber.partial("+a");
    expect(body).toContain("Content-Type: text/x-diff\r\n\r\n+a\r\n--");
  });
});

describe("describe", () => {
  async function told(event: DescribedEvent): Promise<{ own: Record<string, unknown>[]; id: string | undefined }> {
    const served: Served = await serve(
      async (request, response) => {
        if (request.method === "GET") return response.writeHead(200, { "Content-Type": "text/plain" }).end("hello");
        for await (const _ of request);
        served.events.describe(response, request.headers["x-last"] === undefined ? event : {});
        return response.writeHead(200, { ETag: '"of the answer"' }).end("done");
      },
      { deltas: ["text/x-diff"] },
    );
    const subscriber = served.connect();
    sendQuery(subscriber, {
      content: '{"state":{},"events":{"Accept":"application/json;delta=\\"text/x-diff\\""}}',
      accept: "application/http",
    });
    await subscriber.partial("hello");
    const client = served.connect();
    client.send("PATCH /note HTTP/1.1\nContent-Type: text/x-diff", "+a");
    const id = (await client.response()).field("Event-ID");
    client.send("PUT /note HTTP/1.1\nX-Last: yes", "x");
    const last = (await client.response()).field("Event-ID") ?? "";
    const { body } = await subscriber.partial(last);
    const own = [...body.matchAll(/^\{.*?\}(?=HTTP|$)/gm)].map(([text]) => JSON.parse(text) as Record<string, unknown>);
    expect(own.at(-1)?.["event-id"]).toBe(last);
    return { own: own.slice(0, -1), id };
  }

  it("leaves out the delta if nothing changed (PREP-MS-6)", async () => {
    const { own, id } = await told({ changed: false });
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({ "event-id": id, type: "update" });
    expect(own[0]).not.toHaveProperty("delta");
  });

  it("keeps the delta if it is given no details", async () => {
    expect((await told({})).own).toMatchObject([{ delta: "+a" }]);
  });

  it("sends the entity tag of the subscriber's own variant, if there is one for each (PREP-MS-4)", async () => {
    const { own } = await told({ etag: { "text/plain": '"plain"', "text/html": '"html"' } });
    expect(own).toMatchObject([{ etag: '"plain"' }]);
  });

  it("can say that a request is no event", async () => {
    const { own, id } = await told({ silent: true });
    expect([own, id]).toEqual([[], undefined]);
  });
});

/** An asynchronous log that can fail. */
function slowLog(fails: () => boolean = () => false): EventLog {
  const log = createMemoryLog();
  return {
    ...log,
    async append(event) {
      for (let turn = 0; turn < 3; turn += 1) await setImmediate();
      if (fails()) throw new Error("the log is full");
      return log.append(event);
    },
  };
}

describe("an asynchronous log", () => {
  const large = Buffer.alloc(256 * 1024, "~");
  const answers: Readonly<Record<string, readonly [handler: NodeHandler, content: string | Buffer, framing: string]>> =
    {
      "end with content": [(_, response) => response.end("hello"), "hello", "Content-Length: 5"],
      "end without content": [(_, response) => response.end(), "", "Content-Length: 0"],
      "writeHead and end": [(_, response) => response.writeHead(200, "Fine").end("hello"), "hello", "chunked"],
      "write and end": [
        (_, response) => {
          response.write("68", "hex");
          response.write("el");
          response.end("lo");
        },
        "hello",
        "chunked",
      ],
      "an early head": [
        async (_, response) => {
          response.flushHeaders();
          await setImmediate();
          response.write("hel");
          for (let turn = 0; turn < 10; turn += 1) await setImmediate();
          response.end("lo");
        },
        "hello",
        "chunked",
      ],
      "a pipe with back-pressure": [
        (_, response) => {
          let rest = large;
          const go = (): void => {
            while (rest.length > 0) {
              const piece = rest.subarray(0, 10_000);
              rest = rest.subarray(10_000);
              if (!response.write(piece)) return void response.once("drain", go);
            }
            response.end();
          };
          go();
        },
        large,
        "chunked",
      ],
      "a status that is changed too late": [
        (_, response) => {
          response.end("hello");
          response.statusCode = 500;
        },
        "hello",
        "Content-Length: 5",
      ],
      "two answers": [
        (_, response) => {
          response.writeHead(200).end("hello");
          expect(response.headersSent).toBe(true);
          expect(response.writableEnded).toBe(true);
          expect(() => response.writeHead(500)).toThrow(expect.objectContaining({ code: "ERR_HTTP_HEADERS_SENT" }));
        },
        "hello",
        "chunked",
      ],
    };

  for (const [name, [handler, content, framing]] of Object.entries(answers)) {
    it(`delays the response until the id is there, and changes nothing else about it: ${name}`, async () => {
      const { connect, errors } = await serve(handler, { log: slowLog() });
      const client = connect();
      for (let count = 0; count < 2; count += 1) {
        client.send("PUT /note HTTP/1.1", "x");
        const response = await client.response();
        expect(response.field("Event-ID")).toMatch(/^\S+$/);
        expect(response.lines.join("\n")).toContain(framing);
        expect([response.status, response.body]).toEqual([200, String(content)]);
      }
      expect(errors).toEqual([]);
    });
  }

  it("calls the callbacks of write and end", async () => {
    const told: string[] = [];
    const { connect } = await serve(
      (_, response) => {
        response.write("hel", () => told.push("write"));
        response.end("lo", () => told.push("end"));
      },
      { log: slowLog() },
    );
    const client = connect();
    client.send("PUT /note HTTP/1.1", "x");
    await client.response();
    await until(() => told.length === 2);
  });

  it("loses only the Event-ID of the response if it fails", async () => {
    let fails = true;
    const served = await serve(note, { log: slowLog(() => fails) });
    const subscriber = await subscribe(served);
    const client = served.connect();
    client.send("PUT /note HTTP/1.1", "x");
    const response = await client.response();
    expect([response.status, response.field("Event-ID")]).toEqual([200, undefined]);
    expect(served.errors).toMatchObject([{ code: "log" }]);
    // Its subscribers were not told of it, so they begin anew.
    expect((await subscriber.response()).body).toBe("");
    expect(served.events.stats().ended.log).toBe(1);
    fails = false;
    const another = await subscribe(served);
    client.send("PUT /note HTTP/1.1", "x");
    const id = (await client.response()).field("Event-ID");
    expect(await notifications(another, 1)).toMatchObject([{ "event-id": id }]);
  });

  it("still delivers the event if the client left meanwhile", async () => {
    let append: () => void = () => {};
    const log = createMemoryLog();
    const served = await serve(note, {
      log: {
        ...log,
        append: (event) =>
          new Promise((resolve) => {
            append = () => resolve(log.append(event));
          }),
      },
    });
    const subscriber = await subscribe(served);
    const client = served.connect();
    const closed = new Promise<void>((resolve) => {
      served.server.once("request", (_, response) => response.once("close", resolve));
    });
    const asked = new Promise<void>((resolve) => served.server.once("request", () => resolve()));
    client.send("PUT /note HTTP/1.1", "x");
    await asked;
    client.leave();
    await closed;
    append();
    expect(await notifications(subscriber, 1)).toMatchObject([{ type: "update" }]);
    expect(served.errors).toEqual([]);
  });

  it("lets the application know at once that content is invalid, as without it: the response goes on", async () => {
    const served = await serve(
      (request, response) => {
        if (request.method === "GET") return note(request, response);
        expect(() => response.write({} as unknown as string)).toThrow(TypeError);
        return response.end("sorry");
      },
      { log: slowLog() },
    );
    const client = served.connect();
    client.send("PUT /note HTTP/1.1", "x");
    expect((await client.response()).body).toBe("sorry");
    expect(served.errors).toEqual([]);
  });
});

describe("a notification (PREP-MS-2)", () => {
  it("waits until the response to its mutation was sent, even if nobody reads that", async () => {
    const size = 32 * 1024 * 1024;
    const served = await serve((request, response) => {
      if (request.method === "GET") return note(request, response);
      return response.end(Buffer.alloc(size));
    });
    const subscriber = await subscribe(served);
    const client = served.connect();
    client.socket.pause();
    let finished = false;
    const head = new Promise<string>((resolve) => {
      served.server.once("request", (_, response) => {
        response.once("finish", () => {
          finished = true;
        });
        const watch = setInterval(() => {
          const id = response.getHeader("event-id");
          if (id === undefined) return;
          clearInterval(watch);
          resolve(String(id));
        }, 1);
      });
    });
    client.send("PUT /note HTTP/1.1", "x");
    const id = await head;
    // The log has the event, and a new subscription starts after it.
    const witness = served.connect();
    sendPrep(witness);
    expect((await witness.partial(isOpen)).field("Event-ID")).toBe(id);
    // A notification of another resource has arrived: this one has not.
    const other = await subscribe(served, "/other");
    const otherId = await served.events.notify("/other", { type: "update" });
    await other.partial(otherId);
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
    expect(finished).toBe(false);
    expect(subscriber.text).not.toContain(id);
    client.socket.resume();
    expect(await notifications(subscriber, 1)).toMatchObject([{ "event-id": id }]);
    expect(finished).toBe(true);
  });

  it("never waits for another request's stream: a mutation that is pipelined behind one begins only at its turn", async () => {
    const begun: string[] = [];
    const served = await serve((request, response) => {
      begun.push(`${request.method} ${request.url}`);
      return request.method === "GET" ? note(request, response) : response.writeHead(204).end();
    });
    const subscriber = await subscribe(served);
    const client = served.connect();
    sendPrep(client, "/other");
    client.send("PUT /note HTTP/1.1", "x");
    await client.partial(isOpen);
    // Another client's mutation of the same resource is delivered at once.
    const another = served.connect();
    another.send("PUT /note HTTP/1.1", "x");
    const first = (await another.response()).field("Event-ID");
    expect(await notifications(subscriber, 1)).toMatchObject([{ "event-id": first }]);
    expect(begun).toEqual(["GET /note", "GET /other", "PUT /note"]);
    await served.events.notify("/other", { type: "delete" });
    expect((await client.response()).complete).toBe(true);
    const second = (await client.response()).field("Event-ID");
    expect(await notifications(subscriber, 2)).toMatchObject([{ "event-id": first }, { "event-id": second }]);
    expect(begun).toHaveLength(4);
  });

  it("is sent if the connection of its mutation closes before the response was read", async () => {
    const served = await serve((request, response) => {
      if (request.method === "GET") return note(request, response);
      return response.end(Buffer.alloc(32 * 1024 * 1024));
    });
    const subscriber = await subscribe(served);
    const client = served.connect();
    client.socket.pause();
    const answered = new Promise<void>((resolve) =>
      served.server.once("request", (_, response) => void until(() => response.headersSent).then(resolve)),
    );
    client.send("PUT /note HTTP/1.1", "x");
    await answered;
    client.leave();
    expect(await notifications(subscriber, 1)).toMatchObject([{ type: "update" }]);
  });
});
