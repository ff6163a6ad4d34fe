import { resolve } from "node:path";
import { Child, RawClient, sendPrep, sendQuery, until } from "@resource-events/testing-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

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

describe.each([
  "@hono/node-server",
  "@mjackson/node-fetch-server",
  "@remix-run/node-fetch-server",
  "@whatwg-node/server",
  "srvx",
])("a client that leaves behind %s", (bridge) => {
  let child: Child;
  let port: number;

  beforeAll(async () => {
    const entry = resolve(import.meta.dirname, "../src/entries/bridges.ts");
    const node = ["--conditions=@resource-events/source", "--experimental-transform-types", "--no-warnings"];
    child = Child.start(process.execPath, [...node, entry, bridge]);
    await child.until(/^\d+\n/);
    port = Number(child.stdout.split("\n")[0]);
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
