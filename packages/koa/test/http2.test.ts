import { createServer } from "node:http2";
import { Client, listen } from "@resource-events/testing-support";
import koa3 from "koa3";
import { expect, it, onTestFinished } from "vitest";
import { resourceEvents } from "../src/index.ts";

it("Koa 3 serves both protocols over HTTP/2", async () => {
  const errors: unknown[] = [];
  const events = resourceEvents({ onError: (error) => errors.push(error) });
  onTestFinished(() => events.close());
  const app = new koa3();
  app.use(events);
  app.use((ctx) => {
    ctx.body = ctx.method === "GET" ? "state" : null;
  });
  const server = await listen(createServer(app.callback()));
  onTestFinished(() => server.close());
  const client = await new Client(server, "HTTP/2").onOneConnection();
  onTestFinished(() => client.close());
  const streams = [
    await client.open("GET", "/note", { "Accept-Events": '"prep"' }),
    await client.query("/note", "multipart/mixed", { state: {}, events: {} }),
  ];
  for (const stream of streams) await stream.untilContent("state");
  const put = await client.exchange("PUT", "/note", {}, "");
  expect(put.status).toBe(204);
  for (const stream of streams) await stream.untilContent(String(put.field("Event-ID")));
  const refused = await client.exchange("QUERY", "/note", { "Content-Type": "text/csv" }, "a");
  expect(refused.status).toBe(415);
  expect(errors).toEqual([]);
});
