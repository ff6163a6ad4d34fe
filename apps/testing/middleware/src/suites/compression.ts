import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Framework } from "../framework.ts";
import { protocols } from "../protocols.ts";
import { serveWithEvents } from "../running.ts";

/** Compression leaves streams alone, wherever it is in the chain. */
export function compression<Middleware>(framework: Framework<Middleware>): void {
  describe("compression", () => {
    const chains: Readonly<Record<string, (events: Middleware) => Middleware[]>> = {
      before: (events) => [framework.compression(), events],
      after: (events) => [events, framework.compression()],
    };

    it.each(Object.entries(chains))("%s: leaves streams alone, and still does its work", async (_place, chain) => {
      const text = "compressible ".repeat(1_000);
      const { connect, events, request } = await serveWithEvents(framework, ({ middleware }) =>
        framework.application(
          ...chain(middleware),
          framework.handler((exchange) => exchange.text(text)),
        ),
      );
      const { field, body } = await request("GET /note HTTP/1.1\nAccept-Encoding: gzip");
      expect(field("Content-Encoding")).toBe("gzip");
      expect(field("Vary")).toMatch(/^Accept-Encoding, Accept-Events$|^Accept-Events, Accept-Encoding$/);
      expect(gunzipSync(Buffer.from(body, "latin1")).toString()).toBe(text);

      const clients = protocols.map(([_name, send]) => {
        const client = connect();
        send(client, "Accept-Encoding: gzip\n");
        return client;
      });
      for (const client of clients) {
        const stream = await client.partial(text);
        expect(`${stream.lines} ${stream.body.slice(0, 500)}`).not.toMatch(/Content-Encoding/i);
      }
      const eventId = await events.notify("/note", { type: "update" });
      for (const client of clients) await client.partial(eventId);
      expect((await request("HEAD /note HTTP/1.1")).status).toBe(200);
    });
  });
}
