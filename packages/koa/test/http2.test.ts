import { once } from "node:events";
import { connect, createServer } from "node:http2";
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
  const server = createServer(app.callback()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const client = connect(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
  onTestFinished(async () => {
    client.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const ask = async (fields: Record<string, string>, content = "") => {
    const stream = client.request({ ":path": "/note", ...fields });
    let text = "";
    stream.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
    });
    if (!stream.writableEnded) stream.end(content);
    const [head] = await once(stream, "response");
    const until = async (part: string) => {
      while (!text.includes(part)) await once(stream, "data");
      return text;
    };
    return { head, until };
  };
  const subscription = { ":method": "QUERY", "content-type": "application/json", accept: "multipart/mixed" };
  const streams = [
    await ask({ ":method": "GET", "accept-events": '"prep"' }),
    await ask(subscription, '{"state":{},"events":{}}'),
  ];
  for (const { until } of streams) await until("state");
  const { head } = await ask({ ":method": "PUT" });
  expect(head[":status"]).toBe(204);
  for (const { until } of streams) await until(String(head["event-id"]));
  const refused = await ask({ ...subscription, "content-type": "text/csv" }, "a");
  expect(refused.head[":status"]).toBe(415);
  expect(errors).toEqual([]);
});
