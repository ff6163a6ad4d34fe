import { PassThrough } from "node:stream";
import { isOpen, sendPrep, until } from "@resource-events/testing-support";
import { describe, expect, it } from "vitest";
import type { Framework } from "../framework.ts";
import { serveNotes, serveWithEvents } from "../running.ts";

/** When events are sent, and what remains afterwards. */
export function delivery<Middleware>(framework: Framework<Middleware>): void {
  describe("delivery", () => {
    it("sends no event before the response to its request was sent (PREP-MS-2)", async () => {
      const answer = new PassThrough();
      const { connect, events } = await serveWithEvents(framework, ({ middleware }) => {
        const handler = framework.handler((exchange) =>
          exchange.request.method === "PUT" ? exchange.stream(answer) : exchange.text("state"),
        );
        return framework.application(middleware, handler);
      });
      answer.write("half of the answer");
      const [client, writer] = [connect(), connect()];
      sendPrep(client, "/");
      await client.partial(isOpen);
      writer.send("PUT / HTTP/1.1", "new");
      const { field } = await writer.partial("half of the answer");
      await events.notify("/", { type: "update", etag: '"later"' });
      // After a round trip on the same kind of connection, a notification would have arrived.
      const other = connect();
      other.send("GET / HTTP/1.1");
      await other.response();
      expect(client.text).not.toContain("Method:");
      answer.end();
      const { body } = await client.partial('ETag: "later"');
      expect(body.indexOf(`Event-ID: ${field("Event-ID")}`)).toBeGreaterThan(0);
      expect(body.indexOf(`Event-ID: ${field("Event-ID")}`)).toBeLessThan(body.indexOf('ETag: "later"'));
    });

    it("handles requests that are pipelined after a mutation in order", async () => {
      const { connect } = await serveNotes(framework);
      const client = connect();
      client.send("PUT /notes/welcome HTTP/1.1\nContent-Type: text/plain", "first");
      sendPrep(client, "/notes/welcome");
      const { field } = await client.response("PUT");
      const stream = await client.partial(isOpen);
      expect(stream.field("Event-ID")).toBe(field("Event-ID"));
      expect(stream.body).toContain("first");
    });

    it("leaves nothing behind when subscribers leave", async () => {
      const { server, connect, put } = await serveNotes(framework);
      const clients = Array.from({ length: 30 }, connect);
      for (const client of clients) sendPrep(client, "/notes/welcome");
      await Promise.all(clients.map((client) => client.partial(isOpen)));
      for (const client of clients) client.leave();
      await put("Good morning!");
      const connections = () =>
        new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
      let left = await connections();
      await until(() => {
        void connections().then((count) => {
          left = count;
        });
        return left === 0;
      });
    });
  });
}
