import { gunzipSync } from "node:zlib";
import { bodyParser } from "@koa/bodyparser";
import cors from "@koa/cors";
import Router from "@koa/router";
import type { Middleware } from "koa";
import compress from "koa-compress";
import mount from "koa-mount";
import session from "koa-session";
import { describe, expect, it } from "vitest";
import type { RawClient } from "../../node/test/raw-client.ts";
import { isOpen, sendPrep, sendQuery } from "../../node/test/requests.ts";
import type { KoaResourceEvents } from "../src/index.ts";
import { type Application, eventsWithErrors, serve, versions } from "./applications.ts";

/** What a member's subscriber is told of a POST that has created it, up to an event of ours. */
async function toldTo(
  member: string,
  client: RawClient,
  request: (head: string, content?: string) => Promise<unknown>,
  events: KoaResourceEvents,
  location: string,
): Promise<string> {
  sendPrep(client, member);
  await client.partial(isOpen);
  await request(`POST /api/v1/notes?location=${location} HTTP/1.1`, "");
  return (await client.partial(await events.notify(member, { type: "update" }))).body;
}

describe.each(versions)("%s, with other middleware", (_, Koa) => {
  const prepared = async (prepare: (app: Application, events: Middleware) => void) => {
    const { events, errors } = eventsWithErrors();
    const app = new Koa();
    prepare(app, events);
    const served = await serve(app);
    const request = async (head: string, content?: string) => {
      const client = served.connect();
      client.send(`${head}\nConnection: close`, content);
      return client.response(head.split(" ")[0]);
    };
    return { ...served, events, errors, request };
  };

  describe("koa-compress", () => {
    const chains: Record<string, (app: Application, events: Middleware) => void> = {
      before: (app, events) => app.use(compress()).use(events),
      after: (app, events) => app.use(events).use(compress()),
    };

    it.each(Object.entries(chains))("%s: leaves streams alone, and still does its work", async (_place, chain) => {
      const text = "compressible ".repeat(1_000);
      const { connect, events } = await prepared((app, middleware) => {
        chain(app, middleware);
        app.use((ctx) => {
          ctx.body = text;
        });
      });
      const plain = connect();
      plain.send("GET /note HTTP/1.1\nAccept-Encoding: gzip\nConnection: close");
      const { field, body } = await plain.response();
      expect(field("Content-Encoding")).toBe("gzip");
      expect(field("Vary")).toBe("Accept-Encoding, Accept-Events");
      expect(gunzipSync(Buffer.from(body, "latin1")).toString()).toBe(text);

      const clients = [connect(), connect()] as const;
      const fields = "Accept-Encoding: gzip\n";
      sendPrep(clients[0], "/note", fields);
      sendQuery(clients[1], { accept: "multipart/mixed", content: '{"state":{},"events":{}}', fields });
      for (const client of clients) {
        const stream = await client.partial(text);
        expect(`${stream.lines} ${stream.body.slice(0, 500)}`).not.toMatch(/Content-Encoding/i);
      }
      const eventId = await events.notify("/note", { type: "update" });
      for (const client of clients) await client.partial(eventId);
    });
  });

  describe("koa-session", () => {
    const chains: Record<string, (app: Application, events: Middleware) => void> = {
      before: (app, events) => app.use(session(app)).use(events),
      after: (app, events) => app.use(events).use(session(app)),
    };

    it.each(Object.entries(chains))(
      "%s: the stream's head sets the cookie, which is known again",
      async (_p, chain) => {
        const { connect, request } = await prepared((app, events) => {
          app.keys = ["a key of this test"];
          chain(app, events);
          app.use((ctx) => {
            const { session: kept } = ctx;
            if (kept === null || kept === undefined) return;
            if (ctx.method === "GET") kept["views"] = Number(kept["views"] ?? 0) + 1;
            ctx.cookies.set("of", ctx.method, { signed: false });
            ctx.body = `view ${kept["views"]}`;
          });
        });
        const first = connect();
        sendPrep(first);
        const opened = await first.partial("view 1");
        const cookies = [...(opened.field("Set-Cookie") ?? "").matchAll(/(?:koa\.sess(?:\.sig)?|of)=[^;]+/g)].join(
          "; ",
        );
        expect(cookies).toMatch(/koa\.sess=.*koa\.sess\.sig=/);
        expect(cookies).toContain("of=GET");

        const changed = await request(`PUT /note HTTP/1.1\nCookie: ${cookies}`, "");
        expect(changed.field("Set-Cookie")).toContain("of=PUT");
        await first.partial(String(changed.field("Event-ID")));

        // The cookie of a QUERY is the cookie of the GET that it becomes.
        const second = connect();
        const fields = `Cookie: ${cookies}\n`;
        sendQuery(second, { content: '{"state":{},"events":{}}', accept: "multipart/mixed", fields });
        await second.partial("view 2");
      },
    );
  });

  it("body parsers after it get what they would have got", async () => {
    const { connect, request } = await prepared((app, events) => {
      app.use(events).use(bodyParser({ enableTypes: ["json", "form", "text"] }));
      app.use((ctx) => {
        ctx.body = { body: ctx.method === "GET" ? "state" : ctx.request.body };
      });
    });
    const client = connect();
    sendPrep(client);
    await client.partial(isOpen);
    for (const [type, content, body] of [
      ["application/json", '{"a":1}', { a: 1 }],
      ["application/x-www-form-urlencoded", "a=1", { a: "1" }],
      ["text/plain", "a=1", "a=1"],
    ] as const) {
      for (const method of ["PUT", "PATCH", "POST"]) {
        const answer = await request(`${method} /note HTTP/1.1\nContent-Type: ${type}`, content);
        expect(JSON.parse(answer.body)).toEqual({ body });
        await client.partial(`Event-ID: ${answer.field("Event-ID")}\r\n`);
      }
    }
  });

  it("CORS before it speaks for every answer, refusals and streams included", async () => {
    const { connect, request } = await prepared((app, events) => {
      app.use(cors({ allowMethods: ["GET", "QUERY"], exposeHeaders: ["Events", "Event-ID"] })).use(events);
      app.use((ctx) => {
        ctx.body = "state";
      });
    });
    const origin = "Origin: https://example.com\n";
    const preflight = await request(`OPTIONS /note HTTP/1.1\n${origin}Access-Control-Request-Method: QUERY`);
    expect([preflight.status, preflight.field("Access-Control-Allow-Methods")]).toEqual([204, "GET,QUERY"]);
    const refused = await request(`QUERY /note HTTP/1.1\n${origin}Content-Type: text/csv`, "a");
    expect([refused.status, refused.field("Access-Control-Allow-Origin")]).toEqual([415, "*"]);
    const [prep, query] = [connect(), connect()];
    sendPrep(prep, "/note", origin);
    sendQuery(query, { fields: origin });
    for (const client of [prep, query]) {
      const { field } = await client.partial();
      expect(field("Access-Control-Allow-Origin")).toBe("*");
      expect(field("Access-Control-Expose-Headers")).toBe("Events,Event-ID");
    }
  });

  it("authorization after it decides, also where headers were looked at before", async () => {
    const { connect } = await prepared((app, events) => {
      app.use((ctx, next) => {
        // Koa makes its negotiator of the request once: it must see the GET, too.
        ctx.accepts("json");
        return next();
      });
      app.use(events).use((ctx, next) => (ctx.get("Authorization") === "Bearer yes" ? next() : ctx.throw(401)));
      app.use((ctx) => {
        ctx.body = `as ${ctx.accepts("json", "html")} by ${ctx.method} without ${ctx.request.length}`;
      });
    });
    for (const [fields, status] of [
      ["", 401],
      ["Authorization: Bearer yes\n", 200],
    ] as const) {
      const [prep, query] = [connect(), connect()];
      sendPrep(prep, "/note", `Accept: text/html\n${fields}`);
      const content = '{"state":{"Accept":"text/html"},"events":{}}';
      sendQuery(query, { accept: "multipart/mixed", content, fields });
      for (const client of [prep, query]) {
        const response = await client.partial(status === 200 ? "as html by GET without undefined" : "");
        expect(response.status).toBe(status);
      }
    }
  });

  it("middleware before it goes on when its answer begins, or was a refusal", async () => {
    const seen: string[] = [];
    const { connect, request } = await prepared((app, events) => {
      app.use(async (ctx, next) => {
        await next();
        seen.push(`${ctx.status} ${ctx.headerSent}`);
        ctx.set("X-After", "yes");
      });
      app.use(events).use((ctx) => {
        ctx.body = "state";
      });
    });
    const client = connect();
    sendPrep(client);
    expect((await client.partial(isOpen)).field("X-After")).toBe("yes");
    expect(seen).toEqual(["200 false"]);
    expect((await request("QUERY /note HTTP/1.1\nContent-Type: text/csv", "a")).status).toBe(415);
    expect((await request("GET /note HTTP/1.1")).field("X-After")).toBe("yes");
    expect(seen).toEqual(["200 false", "415 true", "200 false"]);
  });

  describe("routers under a prefix", () => {
    const notes = (prefix = "") => {
      const router = new Router({ prefix: `${prefix}/v1` });
      router.get("/note", (ctx) => {
        ctx.body = `state of ${ctx.originalUrl}`;
      });
      router.put("/note", (ctx) => {
        ctx.status = 204;
      });
      router.post("/notes", (ctx) => {
        ctx.status = 201;
        ctx.set("Location", String(ctx.query["location"]));
      });
      router.get("/made", (ctx) => {
        ctx.body = "made";
      });
      // What its types say of parameters is of no concern to middleware around it.
      return router.routes() as Middleware;
    };
    const chains: Record<string, (app: Application, events: Middleware) => void> = {
      "the middleware for the whole application": (app, events) => app.use(events).use(notes("/api")),
      "the middleware before a mounted router": (app, events) => app.use(events).use(mount("/api", notes())),
      "the middleware mounted, too": (app, events) => app.use(mount("/api", events)).use(mount("/api", notes())),
    };

    it.each(Object.entries(chains))("%s: the key is the whole target", async (_place, chain) => {
      const { connect, request, events } = await prepared(chain);
      const clients = [connect(), connect()] as const;
      sendPrep(clients[0], "/api/v1/note");
      sendQuery(clients[1], { target: "/api/v1/note", accept: "multipart/mixed", content: '{"state":{},"events":{}}' });
      for (const client of clients) await client.partial("state of /api/v1/note");
      const { field } = await request("PUT /api/v1/note HTTP/1.1", "");
      for (const client of clients) await client.partial(String(field("Event-ID")));
      const told = await events.notify("/api/v1/note", { type: "update" });
      for (const client of clients) await client.partial(told);
      for (const location of ["/api/v1/made", "made"]) {
        expect(await toldTo("/api/v1/made", connect(), request, events, location)).toContain("Method: POST");
      }
    });
  });

  it("error handlers answer what handlers throw, subscribed to or not", async () => {
    const { connect } = await prepared((app, events) => {
      app.use(events);
      app.use(async (ctx, next) => {
        try {
          await next();
        } catch (error) {
          ctx.status = 418;
          ctx.body = { handled: String(error) };
        }
      });
      app.use(() => {
        throw new Error("no");
      });
    });
    const clients = [connect(), connect(), connect(), connect()] as const;
    sendPrep(clients[0]);
    sendQuery(clients[1]);
    clients[2].send("GET /note HTTP/1.1");
    clients[3].send("PUT /note HTTP/1.1", "");
    for (const [index, client] of clients.entries()) {
      const { status, body, field } = await client.response();
      expect([status, body]).toEqual([418, '{"handled":"Error: no"}']);
      expect(field("Event-ID")).toBeUndefined();
      expect(field("Events")).toBe(index === 0 ? 'protocol="prep", status=412' : undefined);
    }
  });
});
