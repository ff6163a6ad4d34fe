import { once } from "node:events";
import {
  type ClientHttp2Session,
  connect as connectHttp2,
  createServer as createHttp2Server,
  createSecureServer,
  type Http2Server,
} from "node:http2";
import { connect, createServer, type Socket } from "node:net";
import { setImmediate, setTimeout } from "node:timers/promises";
import { until } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { describe, expect, it, onTestFinished } from "vitest";
import { keyedTls } from "../test/keyed-tls.ts";
import { type NodeOptions, resourceEvents } from "./index.ts";

interface Scene {
  readonly tls: boolean;
  readonly limits?: NodeOptions["limits"];
}

/** Serves a resource by HTTP/2. A PUT is answered with as much content as it says, when the gate of its name opens. */
async function serve({ tls, limits = { withheldSeconds: 0.2 } }: Scene) {
  const errors: unknown[] = [];
  const events = resourceEvents({ limits, onError: (error) => errors.push(error) });
  const gates = new Map<string, (() => void)[]>();
  const handler = events.wrap((request: IncomingHttp2, response: OutgoingHttp2) => {
    request.resume();
    if (request.method === "GET") return response.end("hello");
    const gate = request.headers["x-gate"];
    const answer = () => response.end("x".repeat(Number(request.headers["x-length"])));
    if (typeof gate !== "string") return answer();
    return gates.set(gate, [...(gates.get(gate) ?? []), answer]);
  });
  const server = (tls ? createSecureServer(keyedTls.server, handler) : createHttp2Server(handler)) as Http2Server;
  const sockets: Socket[] = [];
  server.on("connection", (socket: Socket) => sockets.push(socket));
  const { port } = await listenInTest(server);
  /** A session with the server; it has the `socket` instead of a connection of its own if there is one. */
  const open = (settings = {}, to = port): ClientHttp2Session => {
    const session = connectHttp2(`${tls ? "https" : "http"}://127.0.0.1:${to}`, { settings, ...keyedTls.client });
    session.on("error", () => {});
    onTestFinished(() => session.destroy());
    return session;
  };
  return { errors, events, port, sockets, open, gates };
}

type IncomingHttp2 = Parameters<Parameters<typeof createHttp2Server>[1] & object>[0];
type OutgoingHttp2 = Parameters<Parameters<typeof createHttp2Server>[1] & object>[1];

/** Sends a PUT; its response is read only if somebody does. */
function put(session: ClientHttp2Session, path: string, length = 0, gate?: string) {
  const fields = { ":path": path, ":method": "PUT", "x-length": String(length) };
  const request = session.request(gate === undefined ? fields : { ...fields, "x-gate": gate });
  request.on("error", () => {});
  request.end("x");
  const id = once(request, "response").then(([head]) => String((head as Record<string, string>)["event-id"]));
  id.catch(() => {});
  return { request, id };
}

async function subscribe(session: ClientHttp2Session): Promise<() => string> {
  const fields = { "content-type": "application/json", accept: "application/json-seq" };
  const request = session.request({ ":path": "/note", ":method": "QUERY", ...fields });
  let text = "";
  request.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  request.end('{"events":{}}');
  await once(request, "response");
  return () => text;
}

/** Resolves when the system takes no more of what is written to the socket. */
async function untilStuck(socket: Socket): Promise<void> {
  const waiting = () => (socket as unknown as { _handle: { writeQueueSize: number } })._handle.writeQueueSize;
  for (let [before, turns] = [0, 0]; turns < 100; turns += 1) {
    if (waiting() === 0 || waiting() !== before) turns = 0;
    before = waiting();
    await setTimeout(1);
  }
}

/** Passes on what clients send to the port; `stop` takes nothing more from the server. */
async function between(port: number) {
  const servers: Socket[] = [];
  const { port: own } = await listenInTest(
    createServer((client) => {
      const server = connect(port, "127.0.0.1");
      servers.push(server);
      client.pipe(server);
      server.pipe(client);
      for (const socket of [client, server]) socket.on("error", () => {});
      server.on("close", () => client.destroy());
    }),
  );
  return { port: own, stop: () => void servers[0]?.unpipe().pause() };
}

describe.each([
  ["in cleartext", false],
  ["over TLS", true],
])("a writer over HTTP/2 %s (PREP-MS-2)", (_, tls) => {
  it("with a window of 0 has the head, so the events go out, and it stays", async () => {
    const { errors, open } = await serve({ tls });
    const told = await subscribe(open());
    const evil = open({ initialWindowSize: 0 });
    await once(evil, "remoteSettings");
    const { request, id } = put(evil, "/note", 100_000);
    const withheld = await id;
    await until(() => told().includes(withheld));
    const honest = await put(open(), "/note").id;
    await until(() => told().includes(honest));
    expect(errors).toEqual([]);
    expect(request.closed).toBe(false);
  });

  it("that takes nothing from its connection is disconnected, then the events go out", async () => {
    const { errors, open, port, sockets, gates } = await serve({ tls });
    const told = await subscribe(open());
    const passage = await between(port);
    const evil = open({ initialWindowSize: 2 ** 30 }, passage.port);
    await once(evil, "remoteSettings");
    evil.setLocalWindowSize(2 ** 30);
    const socket = sockets.at(-1) as Socket;
    // Node reads no request while it can't write, so this one comes before, and its response later.
    put(evil, "/note", 0, "stuck");
    await until(() => gates.has("stuck"));
    await put(evil, "/other", 60 * 1024 * 1024).id;
    passage.stop();
    await untilStuck(socket);
    for (const answer of gates.get("stuck") ?? []) answer();
    await until(() => errors.length > 0);
    expect(errors).toEqual([expect.objectContaining({ code: "withheld" })]);
    await until(() => socket.destroyed);
    await until(() => told().includes('"event-id"'));
    const honest = await put(open(), "/note").id;
    await until(() => told().includes(honest));
  }, 60_000);

  it("that reads is not broken off, though its responses are made in one task and few events may wait", async () => {
    const { errors, open, gates } = await serve({ tls, limits: { withheldEvents: 2 } });
    const told = await subscribe(open());
    const client = open();
    const ids = Array.from({ length: 20 }, () => put(client, "/note", 10, "all").id);
    await until(() => gates.get("all")?.length === 20);
    // What an immediate queues for a connection is written at the end of the next turn, after the timers that are due.
    await setImmediate();
    for (const answer of gates.get("all") ?? []) {
      answer();
      // A task that takes its time, so that the next timers are due.
      for (const start = performance.now(); performance.now() < start + 2; );
    }
    for (const id of await Promise.all(ids)) await until(() => told().includes(id));
    expect(errors).toEqual([]);
  });
});
