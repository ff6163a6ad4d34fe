import { gunzipSync } from "node:zlib";
import compression from "compression";
import cors from "cors";
import type { RequestHandler } from "express";
import session from "express-session";
import { describe, expect, it } from "vitest";
import type { RawClient } from "../../node/test/raw-client.ts";
import { isOpen, sendPrep, sendQuery } from "../../node/test/requests.ts";
import type { ExpressResourceEvents } from "../src/index.ts";
import { type Application, eventsWithErrors, quiet, serve, versions } from "./applications.ts";

declare module "express-session" {
  interface SessionData {
    views: number;
  }
}

/** What a member's subscriber is told of a POST that has created it, up to an event of ours. */
async function toldTo(
  member: string,
  client: RawClient,
  request: (head: string, content?: string) => Promise<unknown>,
  events: ExpressResourceEvents,
  location: string,
): Promise<string> {
  sendPrep(client, member);
  await client.partial(isOpen);
  await request(`POST /api/v1/?location=${location} HTTP/1.1`, "");
  return (await client.partial(await events.notify(member, { type: "update" }))).body;
}

describe.each(versions)("%s, with other middleware", (_, express) => {
  const prepared = async (prepare: (app: Application, events: RequestHandler) => void) => {
    const { events, errors } = eventsWithErrors();
    const app = quiet(express());
    prepare(app, events);
    const served = await serve(app);
    const request = async (head: string, content?: string) => {
      const client = served.connect();
      client.send(`${head}\nConnection: close`, content);
      return client.response(head.split(" ")[0]);
    };
    return { ...served, events, errors, request };
  };

  describe("compression", () => {
    const chains: Record<string, (app: Application, events: RequestHandler) => void> = {
      before: (app, events) => app.use(compression(), events),
      after: (app, events) => app.use(events, compression()),
    };

    it.each(Object.entries(chains))("%s: leaves streams alone, and still does its work", async (_place, chain) => {
      const text = "compressible ".repeat(1_000);
      const { connect, events, request } = await prepared((app, events) => {
        chain(app, events);
        app.get("/note", (_request, res) => void res.type("text").send(text));
      });
      const plain = connect();
      plain.send("GET /note HTTP/1.1\nAccept-Encoding: gzip\nConnection: close");
      const { field, body } = await plain.response();
      expect(field("Content-Encoding")).toBe("gzip");
      expect(field("Vary")).toMatch(/^Accept-Encoding, Accept-Events$|^Accept-Events, Accept-Encoding$/);
      expect(gunzipSync(Buffer.from(body, "latin1")).toString()).toBe(text);

      const clients = [connect(), connect()] as const;
      sendPrep(clients[0], "/note", "Accept-Encoding: gzip\n");
      sendQuery(clients[1], {
        accept: "multipart/mixed",
        content: '{"state":{},"events":{}}',
        fields: "Accept-Encoding: gzip\n",
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

  describe("sessions and cookies", () => {
    const counting = () => session({ secret: "a secret of this test", resave: false, saveUninitialized: true });
    const chains: Record<string, (app: Application, events: RequestHandler) => void> = {
      before: (app, events) => app.use(counting(), events),
      after: (app, events) => app.use(events, counting()),
    };

    it.each(Object.entries(chains))(
      "%s: the stream's head sets the cookie, which is known again",
      async (place, chain) => {
        const { connect, request } = await prepared((app, events) => {
          chain(app, events);
          app.get("/note", (req, res) => {
            req.session.views = (req.session.views ?? 0) + 1;
            res.send(`view ${req.session.views}`);
          });
          app.put("/note", (_request, res) => void res.cookie("put", "yes").sendStatus(204));
        });
        const first = connect();
        sendPrep(first);
        const opened = await first.partial("view 1");
        const cookie = opened.field("Set-Cookie")?.split(";")[0];
        expect(cookie).toMatch(/^connect\.sid=/);

        const changed = await request(`PUT /note HTTP/1.1\nCookie: ${cookie}`, "");
        expect(changed.field("Set-Cookie")).toContain("put=yes");
        await first.partial(String(changed.field("Event-ID")));
        first.leave();
        await first.closed;

        // The cookie of a QUERY is the cookie of the GET that it becomes.
        const second = connect();
        sendQuery(second, {
          content: '{"state":{},"events":{}}',
          accept: "multipart/mixed",
          fields: `Cookie: ${cookie}\n`,
        });
        const { body, field } = await second.partial("view ");
        // Before it, a session is saved when its response ends: that of a stream, with the stream.
        if (place === "after") {
          expect(body).toContain("view 2");
          expect(field("Set-Cookie")).toBeUndefined();
        }
      },
    );
  });

  it("body parsers after it get what they would have got", async () => {
    const { connect, request } = await prepared((app, events) => {
      app.use(events, express.json(), express.urlencoded({ extended: false }), express.text(), express.raw());
      app.get("/note", (_request, res) => void res.send("state"));
      const echo: RequestHandler = (req, res) =>
        void res.json({ body: Buffer.isBuffer(req.body) ? String(req.body) : req.body });
      app.route("/note").put(echo).post(echo).patch(echo);
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

  it("CORS before it speaks for every answer, refusals and streams included", async () => {
    const { connect, request } = await prepared((app, events) => {
      app.use(cors({ methods: ["GET", "QUERY"], exposedHeaders: ["Events", "Event-ID"] }), events);
      app.get("/note", (_request, res) => void res.send("state"));
    });
    const preflight = await request(
      "OPTIONS /note HTTP/1.1\nOrigin: https://example.com\nAccess-Control-Request-Method: QUERY",
    );
    expect([preflight.status, preflight.field("Access-Control-Allow-Methods")]).toEqual([204, "GET,QUERY"]);
    const refused = await request("QUERY /note HTTP/1.1\nContent-Type: text/csv", "a");
    expect([refused.status, refused.field("Access-Control-Allow-Origin")]).toEqual([415, "*"]);
    for (const ask of [sendPrep, sendQuery]) {
      const client = connect();
      ask(client);
      const { field } = await client.partial();
      expect(field("Access-Control-Allow-Origin")).toBe("*");
      expect(field("Access-Control-Expose-Headers")).toBe("Events,Event-ID");
    }
  });

  it("authorization after it decides", async () => {
    const { connect } = await prepared((app, events) => {
      app.use(events);
      app.use((req, res, next) => void (req.get("Authorization") === "Bearer yes" ? next() : res.sendStatus(401)));
      app.get("/note", (_request, res) => void res.send("state"));
    });
    for (const [fields, status] of [
      ["", 401],
      ["Authorization: Bearer yes\n", 200],
    ] as const) {
      const [prep, query] = [connect(), connect()];
      sendPrep(prep, "/note", fields);
      sendQuery(query, { fields });
      for (const client of [prep, query]) expect((await client.partial()).status).toBe(status);
    }
  });

  describe("routers under a prefix", () => {
    const notes = () => {
      const router = express.Router();
      const inner = express.Router({ mergeParams: true });
      inner.get("/note", (req, res) => void res.send(`state of ${req.baseUrl}${req.url}`));
      inner.put("/note", (_request, res) => void res.sendStatus(204));
      inner.post("/", (req, res) => void res.status(201).location(String(req.query["location"])).end());
      inner.get("/made", (_request, res) => void res.send("made"));
      router.use("/v1", inner);
      return router;
    };
    const chains: Record<string, (app: Application, events: RequestHandler) => void> = {
      "the middleware for the whole application": (app, events) => app.use(events).use("/api", notes()),
      "the middleware under the prefix, too": (app, events) => app.use("/api", events, notes()),
      "the middleware in a router": (app, events) => app.use("/api", express.Router().use(events).use(notes())),
      "the middleware in an application": (app, events) => app.use("/api", quiet(express()).use(events).use(notes())),
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

      expect(await toldTo("/api/v1/made", connect(), request, events, "/api/v1/made")).toContain("Method: POST");
    });

    // Known fault of @resource-events/node: it resolves `Location` against the URL that routers have shortened by then.
    it("a relative Location is relative to the whole target (NF-6)", async () => {
      const { connect, request, events } = await prepared((app, middleware) =>
        app.use(middleware).use("/api", notes()),
      );
      expect(await toldTo("/api/v1/made", connect(), request, events, "made")).toContain("Method: POST");
    });
  });

  it("error handlers answer what handlers throw, subscribed to or not", async () => {
    const { connect } = await prepared((app, events) => {
      app.use(events);
      app.get("/note", () => {
        throw Object.assign(new Error("no"), { status: 418 });
      });
      app.put("/note", () => {
        throw new Error("no");
      });
      app.use(((error, _request, res, _next) => {
        res.status(error.status ?? 500).json({ handled: error.message });
      }) as import("express").ErrorRequestHandler);
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
