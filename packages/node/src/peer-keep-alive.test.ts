import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { connect, createServer, type Socket } from "node:net";
import { sendPrep, until } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { expect, it, onTestFinished } from "vitest";
import { serve } from "../test/serve.ts";
import { resourceEvents } from "./index.ts";

const handler = (_: unknown, response: { end(content: string): unknown }) => response.end("hello");

/** Whether the system probes the peer of a connection from `port`, as far as it says; that is `02` in the column `tr`. */
function isProbed(port: number, peer: number): boolean {
  const hex = (number: number) => number.toString(16).toUpperCase().padStart(4, "0");
  const connection = new RegExp(`:${hex(port)} \\w+:${hex(peer)} 01 \\w+:\\w+ 02:`);
  return connection.test(readFileSync("/proc/net/tcp", "utf8"));
}

it.runIf(process.platform === "linux").each([
  [30, true],
  [false, false],
] as const)("has the system probe quiet peers on HTTP/1.1: %s", async (probe, expected) => {
  const { connect: open, port, events } = await serve(handler, { probe });
  const client = open();
  sendPrep(client);
  await until(() => events.stats().opened === 1);
  await client.partial("digest");
  const { localPort = 0 } = client.socket;
  if (expected) await until(() => isProbed(port, localPort));
  else expect(isProbed(port, localPort)).toBe(false);
});

/** A link between the peers that can be cut without a word. */
async function link(port: number): Promise<{ readonly port: number; cut(): void }> {
  const ends: Socket[] = [];
  const between = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    near.pipe(far).pipe(near);
    for (const end of [near, far]) end.on("error", () => {});
    ends.push(near, far);
  });
  const { port: cuttablePort } = await listenInTest(between);
  onTestFinished(() => {
    for (const end of ends) end.destroy();
  });
  return {
    port: cuttablePort,
    cut() {
      for (const end of ends) end.unpipe().pause();
    },
  };
}

it("notices by PING that a peer on HTTP/2 is gone, and lets one be that answers", async () => {
  const events = resourceEvents({ probe: 0.1 });
  const { port } = await listenInTest(createHttp2Server(events.wrap(handler)));
  const cuttable = await link(port);
  const [lost, well] = [cuttable.port, port].map((at) => connectHttp2(`http://127.0.0.1:${at}`));
  onTestFinished(() => {
    for (const session of [lost, well]) session?.destroy();
  });
  for (const session of [lost, well]) {
    session?.on("error", () => {});
    session
      ?.request({ ":path": "/note", "accept-events": '"prep"' })
      .on("error", () => {})
      .resume();
  }
  await until(() => events.stats().opened === 2);
  let pings = 0;
  well?.on("ping", () => {
    pings += 1;
  });
  await until(() => pings > 2);
  expect(events.stats().subscriptions.total).toBe(2);
  cuttable.cut();
  await until(() => events.stats().subscriptions.total === 1);
  const before = pings;
  await until(() => pings > before + 2);
  expect(events.stats().subscriptions.total).toBe(1);
  // No connection is probed that has no subscription any more.
  await events.close();
  const last = pings;
  await new Promise((resolve) => well?.ping(resolve));
  expect(pings).toBe(last);
});

it("closes the connection of such a peer even if bytes wait for it", async () => {
  const events = resourceEvents({ probe: 0.1 });
  const large = Buffer.alloc(60 * 1024 * 1024);
  const server = createHttp2Server(
    events.wrap((request: { url?: string | undefined }, response: { end(content: unknown): unknown }) =>
      response.end(request.url === "/large" ? large : "hello"),
    ),
  );
  const { port } = await listenInTest(server);
  const cuttable = await link(port);
  const lost = connectHttp2(`http://127.0.0.1:${cuttable.port}`, { settings: { initialWindowSize: 2 ** 30 } });
  lost.on("error", () => {});
  onTestFinished(() => lost.destroy());
  await once(lost, "remoteSettings");
  lost.setLocalWindowSize(2 ** 30);
  const ask = (fields: object) => lost.request({ ":path": "/note", ...fields }).on("error", () => {});
  ask({ "accept-events": '"prep"' }).resume();
  await until(() => events.stats().opened === 1);
  await once(ask({ ":path": "/large" }), "response");
  cuttable.cut();
  const connections = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
  await until(async () => (await connections()) === 0 && events.stats().subscriptions.total === 0);
});

it.each([0, -1, Number.NaN, 2_147_484])("does not take %s", (probe) => {
  expect(() => resourceEvents({ probe })).toThrow(expect.objectContaining({ code: "option" }));
});
