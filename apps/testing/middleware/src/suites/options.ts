import { ServerError } from "@resource-events/server";
import { isOpen, sendPrep, sendQuery } from "@resource-events/testing-support";
import { describe, expect, it } from "vitest";
import type { Framework } from "../framework.ts";
import { serveNotes, serveWithEvents } from "../running.ts";

/** The options of the middleware, and its functions. */
export function options<Middleware>(framework: Framework<Middleware>): void {
  describe("options", () => {
    it("leaves requests alone whose target matches no pattern", async () => {
      const { connect, request } = await serveNotes(framework, { resource: "/notes/:id" });
      const { body, field } = await request('GET /notes HTTP/1.1\nAccept-Events: "prep"');
      expect([body, field("Vary"), field("Events"), field("Accept-Query")]).toEqual(['["welcome"]', ...Array(3)]);
      const client = connect();
      sendQuery(client, { target: "/notes" });
      expect((await client.response()).status).toBeGreaterThanOrEqual(404);
    });

    it("uses the path as key with a pattern, so the query does not matter", async () => {
      const { connect, put } = await serveNotes(framework, { resource: ["/notes", "/notes/:id"] });
      const client = connect();
      sendPrep(client, "/notes/welcome?view=full");
      await client.partial(isOpen);
      const { field } = await put("Good morning!");
      await client.partial(`Event-ID: ${field("Event-ID")}`);
    });

    it("asks a function, with the framework's request", async () => {
      const { connect, put } = await serveNotes(framework, {
        resource: (target, { query }) => ("view" in query || target.endsWith("welcome") ? "/notes/welcome" : undefined),
      });
      const client = connect();
      sendPrep(client, "/notes/welcome?view=full");
      await client.partial(isOpen);
      await put("Good morning!");
      await client.partial("Method: PUT");
    });

    it("ends after the duration (PREP-RS-9)", async () => {
      const { connect } = await serveNotes(framework, { duration: { default: 0.05 } });
      const client = connect();
      sendPrep(client, "/notes/welcome");
      expect((await client.response()).body).toMatch(/--\r\n--[^\r]+--\r\n$/);
    });

    it("sends events from notify, and ends all streams when closed", async () => {
      const { connect, events } = await serveNotes(framework);
      const client = connect();
      sendPrep(client, "/notes/welcome");
      await client.partial(isOpen);
      const eventId = await events.notify("/notes/welcome", { type: "update" });
      await client.partial(`Event-ID: ${eventId}`);
      events.close();
      expect((await client.response()).body).toMatch(/--\r\n--[^\r]+--\r\n$/);
      await expect(events.notify("/notes/welcome", { type: "no" as "update" })).rejects.toMatchObject({
        code: "event",
      });
    });

    it("lets a handler describe an event", async () => {
      const { connect } = await serveWithEvents(framework, (events) => {
        const handler = framework.handler((exchange) => {
          if (exchange.request.method !== "PUT") return exchange.text("state");
          const silent = exchange.request.url?.endsWith("?silent=yes") === true;
          events.describe(exchange, silent ? { silent } : { etag: '"described"' });
          return exchange.text("changed");
        });
        return framework.application(events.middleware, handler);
      });
      const [client, writer] = [connect(), connect()];
      sendPrep(client, "/");
      await client.partial(isOpen);
      writer.send("PUT /?silent=yes HTTP/1.1", "");
      expect((await writer.response()).field("Event-ID")).toBeUndefined();
      writer.send("PUT / HTTP/1.1", "");
      await writer.response();
      expect((await client.partial("Method: PUT")).body).toContain('ETag: "described"');
    });

    it("throws at once for an invalid pattern", () => {
      const make = () => framework.resourceEvents({ resource: ["/fine", "/notes/*"] });
      expect(make).toThrow(ServerError);
      expect(make).toThrow(expect.objectContaining({ code: "option", message: expect.stringContaining('"/notes/*"') }));
    });

    it("asks authorize and client, with the framework's request", async () => {
      const { connect, events } = await serveNotes(framework, {
        resource: "/notes/:id",
        authorize: (request, resource) => request.get("x-token") === `${request.originalUrl} is ${resource}`,
        client: (request) => request.ip,
        limits: { subscriptionsPerClient: 1 },
      });
      const ask = (fields: string) => {
        const client = connect();
        sendQuery(client, { target: "/notes/welcome?a", fields });
        return client;
      };
      const token = "X-Token: /notes/welcome?a is /notes/welcome";
      expect((await ask("X-Token: guessed").response()).status).toBe(403);
      expect((await ask(token).partial()).status).toBe(200);
      expect((await ask(token).response()).status).toBe(429);
      const prep = connect();
      sendPrep(prep, "/notes/welcome", "Accept: text/plain\n");
      const plain = await prep.response();
      expect([plain.body, plain.field("Events")]).toEqual(["Hello World!", 'protocol="prep", status=403']);
      expect(events.stats()).toMatchObject({ subscriptions: { total: 1 }, refused: { 403: 2, 429: 1 } });
    });
  });
}
