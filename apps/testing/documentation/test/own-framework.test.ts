import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { resolve } from "node:path";
import Hapi from "@hapi/hapi";
import type { ResourceEvents, ResourceEventsOptions } from "@resource-events/server";
import { Client, until } from "@resource-events/testing-support";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { codeBlocks } from "./code-blocks.ts";

type ResourceEventsForHapi = (server: Hapi.Server, options?: ResourceEventsOptions) => ResourceEvents;

const folder = resolve(import.meta.dirname, "../.examples-adapter");
let resourceEvents: ResourceEventsForHapi;

beforeAll(async () => {
  const code = codeBlocks("ts").find(({ document }) => document === "docs/own-framework.md")?.code;
  const adapter = code?.split("// An application")[0] ?? "";
  mkdirSync(folder, { recursive: true });
  const file = resolve(folder, "adapter.ts");
  writeFileSync(file, `${adapter}\nexport { resourceEvents };\n`);
  ({ resourceEvents } = (await import(file)) as { resourceEvents: ResourceEventsForHapi });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A server of hapi's with the guide's adapter, whose handlers respond when the test lets them. */
async function startServer(options?: ResourceEventsOptions) {
  const server = Hapi.server({ host: "127.0.0.1", port: 0 });
  const events = resourceEvents(server, options);
  let held = false;
  let waiting = 0;
  let release = (): void => {};
  const handler: Hapi.Lifecycle.Method = async (_, h) => {
    waiting += 1;
    if (held) await new Promise<void>((done) => (release = done));
    waiting -= 1;
    return h.response("x").type("text/plain");
  };
  server.route({ method: ["GET", "PUT"], path: "/note", handler });
  let response: ServerResponse | undefined;
  server.listener.on("request", (_, latest) => {
    response = latest;
  });
  await server.start();
  const client = new Client({ origin: server.info.uri });
  onTestFinished(async () => {
    client.close();
    release();
    await events.close();
    await server.stop({ timeout: 1_000 });
  });
  return {
    events,
    client,
    /** Sends a request, and leaves while its handler runs. */
    async leaveDuring(method: string, fields: Record<string, string>, content?: string) {
      held = true;
      const exchange = await client.open(method, "/note", fields, content);
      await until(() => waiting === 1, "the handler to run");
      client.leave(exchange);
      await until(() => response?.closed === true, "the server to see that");
      held = false;
    },
    release: () => release(),
  };
}

const prep = { "Accept-Events": '"prep"' };

it("the guide's adapter keeps the event of a client that left (PREP-MS-2)", async () => {
  const { client, leaveDuring, release } = await startServer();
  const watching = await client.open("GET", "/note", prep);
  await watching.untilContent("multipart/digest");
  await leaveDuring("PUT", { "Content-Type": "text/plain" }, "a");
  release();
  await watching.untilContent("Method: PUT");
});

it("the guide's adapter gives the place of a client that left back, even if the handler never responds", async () => {
  const { events, leaveDuring } = await startServer();
  await leaveDuring("GET", prep);
  await until(() => events.stats().subscriptions.total === 0, "no subscription");
  expect(events.stats().subscriptions.total).toBe(0);
});

it("the guide's adapter gives the place of a client that left back at once, even if the log never answers", async () => {
  const never = new Promise<never>(() => {});
  const log = { append: () => never, position: () => never, after: () => never };
  const { events, client } = await startServer({ log });
  const place = (): number => events.stats().subscriptions.total;
  const opening = client.open("GET", "/note", prep).catch(() => {});
  await until(() => place() === 1, "a subscription");
  client.close();
  await until(() => place() === 0, "no subscription");
  await opening;
});
