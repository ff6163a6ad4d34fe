import type { RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect as connectSecurely } from "node:tls";
import { type RawClient, until } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { describe, expect, it, onTestFinished } from "vitest";
import { keyedTls } from "../test/keyed-tls.ts";
import { serve } from "../test/serve.ts";
import { type NodeHandler, type NodeOptions, resourceEvents } from "./index.ts";

const limits: NonNullable<NodeOptions["limits"]> = { withheldSeconds: 0.2 };

/** Answers a PUT with as much content as it says in `X-Length`, and as long a head as it says in `X-Head`. */
const put: NodeHandler = (request, response) => {
  request.resume();
  if (request.method === "GET") return response.end("hello");
  const [length, head] = ["x-length", "x-head"].map((name) => "x".repeat(Number(request.headers[name] ?? 0)));
  response.setHeader("X-Filler", head as string);
  return request.on("end", () => response.end(length));
};

async function subscribe(client: RawClient): Promise<RawClient> {
  client.send("QUERY /note HTTP/1.1\nContent-Type: application/json\nAccept: application/json-seq", '{"events":{}}');
  await client.partial();
  return client;
}

const told = (subscriber: RawClient): number => subscriber.text.split('"event-id"').length - 1;

describe("a writer that does not read its responses (PREP-MS-2)", () => {
  it("silences nobody, however many requests it pipelines", async () => {
    const { connect } = await serve(put, { limits });
    const subscriber = await subscribe(connect());
    const evil = connect();
    evil.socket.pause();
    const one = `PUT /note HTTP/1.1\r\nHost: x\r\nX-Length: 8000\r\nContent-Length: 1\r\n\r\nx`;
    evil.socket.write(one.repeat(5_000));
    await until(() => told(subscriber) > 100);
    const client = connect();
    client.send("PUT /note HTTP/1.1", "x");
    const id = (await client.response()).field("Event-ID") as string;
    await subscriber.partial((text) => text.includes(id));
  }, 60_000);

  it("cuts off nobody who reads, however long its deltas become", async () => {
    const { connect, errors } = await serve(put, { limits, deltas: ["application/x"] });
    const subscriber = connect();
    const wish = { events: { Accept: 'application/json;delta="application/x"' } };
    subscriber.send("QUERY /note HTTP/1.1\nContent-Type: application/json", JSON.stringify(wish));
    await subscriber.partial();
    for (let index = 0; index < 15; index += 1) {
      const evil = connect();
      evil.socket.pause();
      const fields = "Content-Type: application/x\nX-Length: 10000000";
      // In JSON, each of these characters takes six.
      evil.send(`PATCH /note HTTP/1.1\n${fields}`, "\0".repeat(64_000));
    }
    await until(() => told(subscriber) === 15);
    expect([errors, subscriber.length > 15 * 6 * 64_000]).toEqual([[], true]);
  }, 60_000);

  it("goes on with its long download once it has the head, and the events go out", async () => {
    const { connect, errors } = await serve(put, { limits });
    const subscriber = await subscribe(connect());
    const slow = connect();
    slow.socket.pause();
    slow.send(`PUT /note HTTP/1.1\nX-Length: ${30 * 1024 * 1024}`, "x");
    await subscriber.partial((text) => text.includes('"event-id"'));
    expect(errors).toEqual([]);
    slow.socket.resume();
    await until(() => slow.length > 30 * 1024 * 1024);
  }, 60_000);

  it("gets the head of a response whose content is late, and the events go out before the content", async () => {
    let end = (): unknown => undefined;
    const { connect, errors } = await serve(
      (request, response) => {
        if (request.method === "GET") return response.end("hello");
        response.writeHead(200, { "Content-Type": "text/plain" });
        end = () => response.end("late");
        return undefined;
      },
      { limits },
    );
    const subscriber = await subscribe(connect());
    const client = connect();
    client.send("PUT /note HTTP/1.1", "x");
    await subscriber.partial((text) => text.includes('"event-id"'));
    expect(client.text).toContain("Event-ID: ");
    expect(client.text).not.toContain("late");
    end();
    expect((await client.response()).body).toContain("late");
    expect(errors).toEqual([]);
  });

  it("does not silence the container of what it writes", async () => {
    const { connect, errors } = await serve(put, {
      limits,
      container: (resource) => (resource.startsWith("/note/") ? "/note" : undefined),
    });
    const subscriber = await subscribe(connect());
    const slow = connect();
    slow.socket.pause();
    slow.send(`PUT /note/1 HTTP/1.1\nX-Length: ${30 * 1024 * 1024}`, "x");
    await subscriber.partial((text) => text.includes('"object":"/note/1"'));
    expect(errors).toEqual([]);
  });
});

describe("a writer that reads (PREP-MS-2)", () => {
  it("is not broken off, however many requests it pipelines and however few events may wait", async () => {
    const { connect, errors } = await serve(put, { limits: { ...limits, withheldEvents: 2 } });
    const subscriber = await subscribe(connect());
    const client = connect();
    client.socket.write("PUT /note HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx".repeat(500));
    await until(() => told(subscriber) === 500);
    await until(() => client.text.match(/HTTP\/1\.1 200/g)?.length === 500);
    expect(errors).toEqual([]);
  });
});

describe("a writer that takes not even the head of its response (PREP-MS-2)", () => {
  /** A writer that pipelines requests and reads nothing, until a head is stuck. */
  async function stick(options: NodeOptions) {
    const served = await serve(put, options);
    const subscriber = await subscribe(served.connect());
    const evil = served.connect();
    evil.socket.pause();
    evil.socket.write("PUT /note HTTP/1.1\r\nHost: x\r\nX-Head: 8000\r\nContent-Length: 1\r\n\r\nx".repeat(5_000));
    const disconnected = async () => {
      await until(() => served.errors.length > 0);
      expect(served.errors).toEqual([expect.objectContaining({ code: "withheld" })]);
      evil.socket.resume();
      await evil.closed;
    };
    return { ...served, subscriber, disconnected };
  }

  it("is disconnected, then the events go out", async () => {
    const { subscriber, disconnected, events } = await stick({ limits });
    await disconnected();
    await subscriber.until(await events.notify("/note", { type: "update" }));
  }, 60_000);

  it("is disconnected sooner if too many events wait behind it, and all of them go out in order", async () => {
    const { subscriber, disconnected, events, errors } = await stick({
      limits: { withheldSeconds: 600, withheldEvents: 20 },
    });
    const ids: string[] = [];
    await until(async () => ids.push(await events.notify("/note", { type: "update" })) > 20 && errors.length > 0);
    await disconnected();
    await subscriber.until(ids.at(-1) as string);
    const places = ids.map((id) => subscriber.text.indexOf(id));
    expect(places).toEqual([...places].sort((left, right) => left - right));
  }, 60_000);
});

describe("a writer over TLS (PREP-MS-2)", () => {
  it.each([
    ["that pipelines requests", 5_000, 8_000],
    ["that reads a long response slowly", 1, 30 * 1024 * 1024],
  ])(
    "silences nobody: one %s and reads nothing",
    async (_, count, length) => {
      const errors: unknown[] = [];
      const events = resourceEvents({ limits, onError: (error) => errors.push(error) });
      onTestFinished(() => events.close());
      const { port } = await listenInTest(createSecureServer(keyedTls.server, events.wrap(put) as RequestListener));
      const open = () => {
        const client = connectSecurely({ port, host: "127.0.0.1", ...keyedTls.client });
        onTestFinished(() => void client.destroy());
        return client.on("error", () => {});
      };
      let text = "";
      const subscriber = open().on("data", (bytes: Buffer) => {
        text += bytes.toString("latin1");
      });
      subscriber.write('GET /note HTTP/1.1\r\nHost: x\r\nAccept-Events: "prep"\r\n\r\n');
      await until(() => /digest[\s\S]*\r\n--/.test(text));
      const evil = open().pause();
      const one = `PUT /note HTTP/1.1\r\nHost: x\r\nX-Length: ${length}\r\nContent-Length: 1\r\n\r\nx`;
      evil.write(one.repeat(count));
      await until(() => text.includes("Event-ID: "));
      let before = "";
      await until(() => {
        const stopped = text === before;
        before = text;
        return stopped;
      });
      const id = await events.notify("/note", { type: "update" });
      await until(() => text.includes(id));
      if (count > 1) return;
      expect(errors).toEqual([]);
      let read = 0;
      evil.on("data", (bytes: Buffer) => {
        read += bytes.length;
      });
      evil.resume();
      await until(() => read > length);
    },
    60_000,
  );
});
