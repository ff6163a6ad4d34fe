import { resolve } from "node:path";
import { Child, RawClient, sendPrep, sendQuery, until } from "@resource-events/testing-support";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

interface Report {
  readonly begun: number;
  readonly left: number;
  readonly subscriptions: number;
  readonly reported: readonly string[];
}

const requests = {
  PREP: sendPrep,
  QUERY: (client: RawClient, target: string) =>
    sendQuery(client, { target, accept: "multipart/mixed", content: '{"state":{},"events":{}}' }),
  PUT: (client: RawClient, target: string) => client.send(`PUT ${target} HTTP/1.1`, "x"),
} as const;

const bridges = [
  "@hono/node-server",
  "@mjackson/node-fetch-server",
  "@remix-run/node-fetch-server",
  "@whatwg-node/server",
  "srvx",
] as const;

/** Starts a server, and returns its port. */
async function start(...options: readonly string[]): Promise<{ readonly child: Child; readonly port: number }> {
  const entry = resolve(import.meta.dirname, "../src/entries/bridges.ts");
  const node = ["--conditions=@resource-events/source", "--experimental-transform-types", "--no-warnings"];
  const child = Child.start(process.execPath, [...node, entry, ...options]);
  await child.until(/^\d+\n/);
  return { child, port: Number(child.stdout.split("\n")[0]) };
}

describe.each(bridges)("a client that leaves behind %s", (bridge) => {
  let child: Child;
  let port: number;

  beforeAll(async () => {
    ({ child, port } = await start(bridge));
  });

  afterAll(() => child.stop("SIGKILL"));

  const report = async (): Promise<Report> =>
    (await fetch(`http://127.0.0.1:${port}/report`)).json() as Promise<Report>;

  it.each(
    Object.keys(requests).flatMap((name) =>
      ["/body-fails", "/body-cannot-be-left", "/handler-fails", "/handler-fails-itself"].map(
        (target) => [name as keyof typeof requests, target] as const,
      ),
    ),
  )("does not end the process: %s of %s", async (name, target) => {
    const client = new RawClient(port);
    requests[name](client, target);
    if (target.startsWith("/body")) await client.until("begun");
    else await until(async () => (await report()).begun === 1);
    client.leave();
    let last: Report | undefined;
    await until(
      async () => {
        last = await report();
        return last.left === last.begun && last.subscriptions === 0;
      },
      () => `${JSON.stringify(last)} ${child.stderr}`,
    );
    if (target === "/handler-fails") expect(last?.reported).toEqual([]);
    // What the client left behind comes to its end in the tasks after that.
    expect((await report()).subscriptions).toBe(0);
  });

  it.each(["PREP", "QUERY"] as const)("is reported nowhere: %s", async (name) => {
    const client = new RawClient(port);
    requests[name](client, "/whole");
    await client.until("begun");
    client.leave();
    let last: Report | undefined;
    await until(async () => {
      last = await report();
      return last.left === last.begun && last.subscriptions === 0;
    });
    expect(last?.reported).toEqual([]);
  });
});

describe.each(bridges)("places that pipelining clients took behind %s", (bridge) => {
  const messages = {
    PREP: 'GET /whole HTTP/1.1\r\nHost: x\r\nAccept-Events: "prep"\r\n\r\n',
    QUERY:
      "QUERY /whole HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAccept: application/json-seq\r\n" +
      'Content-Length: 13\r\n\r\n{"events":{}}',
  } as const;

  const serve = async (...options: readonly string[]) => {
    const { child, port } = await start(bridge, ...options);
    onTestFinished(() => child.stop("SIGKILL"));
    const subscriptions = async (): Promise<number> =>
      ((await (await fetch(`http://127.0.0.1:${port}/report`)).json()) as Report).subscriptions;
    return { connect: () => new RawClient(port), subscriptions };
  };

  /** Whether somebody else can subscribe. */
  const isServed = async (client: RawClient): Promise<void> => {
    sendQuery(client, { target: "/whole", accept: "application/json-seq" });
    expect((await client.partial()).status).toBe(200);
    client.leave();
  };

  it("come back when they leave, whatever number came at once", async () => {
    const { connect, subscriptions } = await serve();
    for (const count of [1, 50, 3_000]) {
      const clients = Array.from({ length: 5 }, connect);
      for (const { socket } of clients) socket.pause().write(messages.PREP.repeat(count));
      await isServed(connect());
      if (count < 100) await until(async () => (await subscriptions()) === 5 * count);
      for (const { socket } of clients) socket.destroy();
      await until(async () => (await subscriptions()) === 0);
    }
  });

  it.each(["PREP", "QUERY"] as const)("are one for each connection, and come back, with inTurn: %s", async (kind) => {
    const { connect, subscriptions } = await serve("in-turn");
    const few = connect();
    for (let count = 0; count < 90; count += 1) {
      few.socket.write(messages[kind]);
      await new Promise(setImmediate);
    }
    await until(async () => (await subscriptions()) === 1);
    few.leave();
    const many = Array.from({ length: 5 }, connect);
    for (const { socket } of many) socket.pause().write(messages[kind].repeat(3_000));
    await isServed(connect());
    // Too many wait, so that their connections are closed.
    await until(async () => (await subscriptions()) === 0);
    for (const { socket } of many) socket.destroy();
  });
});
