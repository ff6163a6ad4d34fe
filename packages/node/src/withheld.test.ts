import { once } from "node:events";
import { type ClientHttp2Session, connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { type RawClient, until } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { describe, expect, it, onTestFinished } from "vitest";
import { serve } from "../test/serve.ts";
import { type NodeHandler, type NodeOptions, resourceEvents } from "./index.ts";

const limits: NonNullable<NodeOptions["limits"]> = { withheldSeconds: 0.2 };

/** Answers a PUT with as much content as it says in `X-Length`. */
const put: NodeHandler = (request, response) => {
  request.resume();
  if (request.method === "GET") return response.end("hello");
  return request.on("end", () => response.end("x".repeat(Number(request.headers["x-length"] ?? 0))));
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

/** A server of HTTP/2 in cleartext, and connections to it. */
async function serveHttp2() {
  const errors: unknown[] = [];
  const events = resourceEvents({ limits, onError: (error) => errors.push(error) });
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let late = 0;
  const server = createHttp2Server(
    events.wrap(async (request, response) => {
      if (request.headers["x-late"] !== undefined) {
        late += 1;
        await gate;
      }
      put(request as never, response as never);
    }),
  );
  const sockets: Socket[] = [];
  server.on("connection", (socket: Socket) => sockets.push(socket));
  const { origin, port } = await listenInTest(server);
  /** Resolves when the system takes no more of what is written to the newest connection. */
  const untilStuck = async () => {
    const waiting = () => (sockets.at(-1) as unknown as { _handle: { writeQueueSize: number } })._handle.writeQueueSize;
    for (let [before, turns] = [0, 0]; turns < 100; turns += 1) {
      if (waiting() === 0 || waiting() !== before) turns = 0;
      before = waiting();
      await setTimeout(1);
    }
  };
  const connectTo = (settings = {}): ClientHttp2Session => {
    const session = connectHttp2(origin, { settings });
    session.on("error", () => {});
    onTestFinished(() => session.destroy());
    return session;
  };
  const send = async (session: ClientHttp2Session, length = 0) => {
    const request = session.request({ ":path": "/note", ":method": "PUT", "x-length": String(length) });
    request.on("error", () => {});
    request.end("x");
    const [fields] = (await once(request, "response")) as [Record<string, string>];
    return { request, id: fields["event-id"] as string };
  };
  return { errors, port, open: connectTo, send, untilStuck, openGate: () => open(), late: () => late };
}

async function subscribeHttp2(session: ClientHttp2Session) {
  const request = session.request({
    ":path": "/note",
    ":method": "QUERY",
    "content-type": "application/json",
    accept: "application/json-seq",
  });
  let text = "";
  request.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  request.end('{"events":{}}');
  await once(request, "response");
  return {
    get text() {
      return text;
    },
  };
}

describe("a writer over HTTP/2 (PREP-MS-2)", () => {
  it("with a window of 0 has the head, so the events go out, and it stays", async () => {
    const { errors, open, send } = await serveHttp2();
    const subscriber = await subscribeHttp2(open());
    const evil = open({ initialWindowSize: 0 });
    await once(evil, "remoteSettings");
    const { request, id } = await send(evil, 100_000);
    await until(() => subscriber.text.includes(id));
    const { id: honest } = await send(open());
    await until(() => subscriber.text.includes(honest));
    expect(errors).toEqual([]);
    expect(request.closed).toBe(false);
  });

  it("that takes nothing from its connection is disconnected", async () => {
    const { errors, open, send, port, untilStuck, openGate, late } = await serveHttp2();
    const subscriber = await subscribeHttp2(open());
    // Between them, somebody passes on what the client sends, and takes nothing from the server.
    const servers: Socket[] = [];
    const between = await listenInTest(
      createServer((client) => {
        const server = connect(port, "127.0.0.1");
        servers.push(server);
        client.pipe(server);
        server.pipe(client);
        for (const socket of [client, server]) socket.on("error", () => {});
        server.on("close", () => client.destroy());
      }),
    );
    const evil = connectHttp2(between.origin, { settings: { initialWindowSize: 2 ** 30 } });
    evil.on("error", () => {});
    onTestFinished(() => evil.destroy());
    await once(evil, "remoteSettings");
    evil.setLocalWindowSize(2 ** 30);
    // Node reads no request while it can't write, so this one comes before, and its response later.
    const stuck = evil.request({ ":path": "/note", ":method": "PUT", "x-late": "yes" });
    stuck.on("error", () => {});
    stuck.end("x");
    await until(() => late() === 1);
    const large = evil.request({ ":path": "/other", ":method": "PUT", "x-length": String(60 * 1024 * 1024) });
    large.on("error", () => {});
    large.end("x");
    await once(large, "response");
    servers[0]?.unpipe().pause();
    await untilStuck();
    openGate();
    await until(() => errors.length > 0);
    expect(errors).toEqual([expect.objectContaining({ code: "withheld" })]);
    await until(() => subscriber.text.includes('"event-id"'));
    const { id } = await send(open());
    await until(() => subscriber.text.includes(id));
  }, 60_000);
});
