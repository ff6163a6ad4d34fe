import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sendPrep, sendQuery } from "@resource-events/testing-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Framework } from "../framework.ts";
import { withState } from "../protocols.ts";
import { serveWithEvents } from "../running.ts";

/** A handler's response is the representation, in whatever way it responds. */
export function answers<Middleware>(framework: Framework<Middleware>): void {
  describe("a handler's response is the representation", () => {
    let directory = "";
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), "resource-events-"));
      await writeFile(join(directory, "greeting.txt"), "hello");
      await writeFile(join(directory, "greeting.view"), "he{name}o");
    });
    afterAll(() => rm(directory, { recursive: true }));

    it.each(Object.entries(framework.ways))("by %s", async (_way, makeHandler) => {
      const { connect, request, errors, reported } = await serveWithEvents(framework, ({ middleware }) => {
        const put = framework.handler((exchange, next) =>
          exchange.request.method === "PUT" ? exchange.status(204) : next(),
        );
        const fallback = framework.handler((exchange) => exchange.text("hello"));
        return framework.application(middleware, put, makeHandler(directory), fallback);
      });
      const { body, field } = await request("GET /note HTTP/1.1");
      const clients = [connect(), connect(), connect()] as const;
      sendPrep(clients[0]);
      sendQuery(clients[1], { accept: "multipart/mixed", content: withState });
      sendQuery(clients[2], { accept: "application/http", content: withState });
      const type = field("Content-Type");
      for (const client of clients.slice(0, 2)) {
        const stream = await client.partial(`\r\n\r\n${body}\r\n--`);
        expect(stream.status).toBe(200);
        if (type !== undefined) expect(stream.body).toContain(`Content-Type: ${type}\r\n`);
        expect(stream.body).not.toMatch(/ETag|Cache-Control/i);
      }
      // application/http sends a response that arrives in pieces in chunks.
      await clients[2].partial(
        (text) => text.includes(body) || text.replace(/\r\n(?!\r\n)(?:[\da-f]+\r\n)?/g, "").includes(body),
      );
      const put = await request("PUT /note HTTP/1.1", "new");
      for (const client of clients) await client.partial(String(put.field("Event-ID")));
      expect(errors).toEqual([]);
      // The framework reports nothing when a subscriber leaves.
      for (const client of clients) {
        client.leave();
        await client.closed;
      }
      await request("PUT /note HTTP/1.1", "newer");
      expect(reported).toEqual([]);
    });
  });
}
