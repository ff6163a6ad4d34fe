import { isOpen, sendPrep, sendQuery } from "@resource-events/testing-support";
import { describe, expect, it } from "vitest";
import type { Framework } from "../framework.ts";
import { protocols } from "../protocols.ts";
import { serveWithEvents } from "../running.ts";

/** Parsers, CORS, authorization and error handlers work as before. */
export function otherMiddleware<Middleware>(framework: Framework<Middleware>): void {
  describe("with other middleware", () => {
    it("body parsers after it get the same content as without it", async () => {
      const { connect, request } = await serveWithEvents(framework, ({ middleware }) => {
        const echo = framework.handler(({ request: { method }, body, json }) =>
          json({ body: method === "GET" ? "state" : body }),
        );
        return framework.application(middleware, ...framework.parsers(), echo);
      });
      const client = connect();
      sendPrep(client);
      await client.partial(isOpen);
      for (const [type, content, body] of [
        ["application/json", '{"a":1}', { a: 1 }],
        ["application/x-www-form-urlencoded", "a=1", { a: "1" }],
        ["text/plain", "a=1", "a=1"],
        ["application/octet-stream", "a=1", "a=1"],
      ] as const) {
        for (const method of ["PUT", "PATCH", "POST"]) {
          const answer = await request(`${method} /note HTTP/1.1\nContent-Type: ${type}`, content);
          expect(JSON.parse(answer.body)).toEqual({ body });
          await client.partial(`Event-ID: ${answer.field("Event-ID")}\r\n`);
        }
      }
    });

    it("CORS before it applies to all responses, including refusals and streams", async () => {
      const { connect, request } = await serveWithEvents(framework, ({ middleware }) => {
        const handler = framework.handler((exchange) => exchange.text("state"));
        return framework.application(framework.cors(), middleware, handler);
      });
      const origin = "Origin: https://example.com\n";
      const preflight = await request(`OPTIONS /note HTTP/1.1\n${origin}Access-Control-Request-Method: QUERY`);
      expect([preflight.status, preflight.field("Access-Control-Allow-Methods")]).toEqual([204, "GET,QUERY"]);
      const refused = await request(`QUERY /note HTTP/1.1\n${origin}Content-Type: text/csv`, "a");
      expect([refused.status, refused.field("Access-Control-Allow-Origin")]).toEqual([415, "*"]);
      for (const [_name, send] of protocols) {
        const client = connect();
        send(client, origin);
        const { field } = await client.partial();
        expect(field("Access-Control-Allow-Origin")).toBe("*");
        expect(field("Access-Control-Expose-Headers")).toBe("Events,Event-ID");
      }
    });

    it("authorization after it decides", async () => {
      const { connect } = await serveWithEvents(framework, ({ middleware }) => {
        const authorization = framework.handler((exchange, next) =>
          exchange.request.headers.authorization === "Bearer yes" ? next() : exchange.status(401),
        );
        const handler = framework.handler((exchange) => exchange.text("state"));
        return framework.application(middleware, authorization, handler);
      });
      for (const [fields, status] of [
        ["", 401],
        ["Authorization: Bearer yes\n", 200],
      ] as const) {
        for (const [_name, send] of protocols) {
          const client = connect();
          send(client, fields);
          expect((await client.partial()).status).toBe(status);
        }
      }
    });

    it("error handlers respond to errors of handlers, with a subscription or without", async () => {
      const { connect } = await serveWithEvents(framework, ({ middleware }) => {
        const failing = framework.handler(({ request: { method } }) => {
          throw Object.assign(new Error("no"), method === "GET" && { status: 418 });
        });
        const handlers = framework.withErrorHandler(
          (error, { json }) => json({ handled: error.message }, Object(error).status ?? 500),
          failing,
        );
        return framework.application(middleware, ...handlers);
      });
      const clients = [connect(), connect(), connect(), connect()] as const;
      sendPrep(clients[0]);
      sendQuery(clients[1]);
      clients[2].send("GET /note HTTP/1.1");
      clients[3].send("PUT /note HTTP/1.1", "");
      for (const [index, status] of [418, 418, 418, 500].entries()) {
        const answer = await clients[index]?.response();
        expect([answer?.status, answer?.body]).toEqual([status, '{"handled":"no"}']);
        expect(answer?.field("Event-ID")).toBeUndefined();
        expect(answer?.field("Events")).toBe(index === 0 ? 'protocol="prep", status=412' : undefined);
      }
    });
  });
}
