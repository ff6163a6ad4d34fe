import { PassThrough } from "node:stream";
import { bodyParser } from "@koa/bodyparser";
import Router from "@koa/router";
import { describe, expect, it } from "vitest";
import { isOpen, sendPrep, sendQuery } from "../../node/test/requests.ts";
import { until } from "../../node/test/serve.ts";
import { eventsWithErrors, serve, versions } from "../test/applications.ts";
import type { KoaOptions } from "./index.ts";

describe.each(versions)("%s", (_, Koa) => {
  /** Notes by their names; PUT answers with an entity tag, DELETE removes. */
  const notes = async (options: KoaOptions = {}) => {
    const { events, errors } = eventsWithErrors({ container: () => "/notes", ...options });
    const texts = new Map([["welcome", "Hello World!"]]);
    const app = new Koa();
    app.use(events);
    app.use(bodyParser({ enableTypes: ["text", "json"], extendTypes: { json: ["application/merge-patch+json"] } }));
    const router = new Router();
    router.get("/notes", (ctx) => {
      ctx.body = [...texts.keys()];
    });
    router.get("/notes/:id", (ctx) => {
      const text = texts.get(ctx.params["id"] ?? "");
      if (text === undefined) return ctx.throw(404);
      if (ctx.accepts("text", "json") === false) ctx.throw(406);
      ctx.body = ctx.accepts("text", "json") === "text" ? text : { text };
      ctx.etag = String(text.length);
      if (ctx.fresh) ctx.status = 304;
    });
    router.put("/notes/:id", (ctx) => {
      const { id = "" } = ctx.params;
      ctx.status = texts.has(id) ? 204 : 201;
      texts.set(id, String(ctx.request.body));
      ctx.etag = String(texts.get(id)?.length);
    });
    router.patch("/notes/:id", (ctx) => {
      texts.set(ctx.params["id"] ?? "", Object(ctx.request.body).text);
      ctx.body = ctx.request.body;
    });
    router.post("/notes", (ctx) => {
      texts.set("new", String(ctx.request.body));
      ctx.status = 201;
      ctx.set("Location", "/notes/new");
    });
    router.delete("/notes/:id", (ctx) => {
      ctx.status = texts.delete(ctx.params["id"] ?? "") ? 204 : 404;
    });
    app.use(router.routes());
    const served = await serve(app);
    const request = async (head: string, content?: string) => {
      const client = served.connect();
      client.send(`${head}\nConnection: close`, content);
      return client.response(head.split(" ")[0]);
    };
    const put = (text: string, target = "/notes/welcome") =>
      request(`PUT ${target} HTTP/1.1\nContent-Type: text/plain; charset=utf-8`, text);
    return { ...served, events, errors, request, put };
  };

  describe("by PREP", () => {
    it("serves the representation, then the events, until the resource is deleted", async () => {
      const { connect, put, request, errors } = await notes();
      const client = connect();
      sendPrep(client, "/notes/welcome");
      const { status, body, field } = await client.partial(isOpen);
      expect(status).toBe(200);
      expect(field("Events")).toMatch(/^protocol="prep", status=200, expires=600$/);
      expect(field("Vary")).toContain("Accept-Events");
      expect(body).toMatch(
        /^--[^\r]+\r\nContent-Length: 12\r\nContent-Type: text\/plain; charset=utf-8\r\n\r\nHello World!\r\n--/,
      );

      const eventId = (await put("Good morning!")).field("Event-ID");
      const updated = await client.partial("Method: PUT");
      expect(eventId).toBeDefined();
      expect(updated.body).toContain(`Event-ID: ${eventId}\r\n`);
      expect(updated.body).toContain('ETag: "13"\r\n');

      await request("DELETE /notes/welcome HTTP/1.1");
      const whole = await client.response();
      expect(whole.body).toMatch(/Method: DELETE\r\n.*--[^\r]+--\r\n--[^\r]+--\r\n$/s);
      expect(errors).toEqual([]);
    });

    it("resumes after the last event id, with an empty first part (PREP-RS-7)", async () => {
      const { connect, put } = await notes();
      const first = (await put("one")).field("Event-ID");
      const second = (await put("two!")).field("Event-ID");
      const client = connect();
      sendPrep(client, "/notes/welcome", `Last-Event-ID: ${first}\n`);
      const { body, field } = await client.partial(`Event-ID: ${second}`);
      expect(field("Event-ID")).toBe(first);
      expect(body).toMatch(/^--[^\r]+\r\n(Content-[^\r]+\r\n)*\r\n\r\n--/);
      expect(body).not.toContain(`Event-ID: ${first}`);
      expect(body).not.toContain("two!");
    });

    it("serves a handler's error as it is, with the reason (PREP-NO-2, PREP-NO-3)", async () => {
      const { connect } = await notes();
      const client = connect();
      sendPrep(client, "/notes/missing");
      const { status, body, field } = await client.response();
      expect([status, body, field("Events")]).toEqual([404, "Not Found", 'protocol="prep", status=412']);
    });

    it("tells deltas that a parser further down has read, too (PREP-MS-7)", async () => {
      const { connect, request } = await notes();
      const client = connect();
      client.send(
        'GET /notes/welcome HTTP/1.1\nAccept-Events: "prep";accept=("message/rfc822";delta="application/merge-patch+json")',
      );
      await client.partial(isOpen);
      const patch = '{ "text": "patched" }';
      await request("PATCH /notes/welcome HTTP/1.1\nContent-Type: application/merge-patch+json", patch);
      const { body } = await client.partial(patch);
      expect(body).toContain("Method: PATCH\r\n");
      expect(body).toContain("Content-Type: application/merge-patch+json\r\n");
    });

    it("tells the collection of its members, and the first event of a member (PREP-AS-3, NF-6)", async () => {
      const { connect, put, request } = await notes();
      const client = connect();
      sendPrep(client, "/notes");
      await client.partial(isOpen);
      const made = await request("POST /notes HTTP/1.1\nContent-Type: text/plain", "New");
      const { body } = await client.partial("Content-Location: /notes/new");
      expect(body).toContain(`Event-ID: ${made.field("Event-ID")}\r\n`);
      await put("Newer", "/notes/new");
      await client.partial((text) => text.split("Content-Location: /notes/new").length === 3);
    });
  });

  describe("by Events Query", () => {
    const state = '{"state":{"Accept":"application/json"},"events":{"Accept":"application/json"}}';

    it.each(["application/json-seq", "application/http", "multipart/mixed"])(
      "serves representation and events in %s, until the resource is deleted (EQ-RP-1, EQ-ST-8)",
      async (accept) => {
        const { connect, put, request, errors } = await notes();
        const client = connect();
        sendQuery(client, { target: "/notes/welcome", accept, content: state });
        const { status, body, field } = await client.partial('{"text":"Hello World!"}');
        expect(status).toBe(200);
        expect(field("Content-Type")).toContain(accept);
        expect(field("Incremental")).toBe("?1");
        expect(body).not.toContain("event-id");
        const eventId = (await put("Good morning!")).field("Event-ID");
        await client.partial(`"event-id":"${eventId}"`);
        await request("DELETE /notes/welcome HTTP/1.1");
        const whole = await client.response();
        expect(whole.body).toMatch(/"type":"update".*"type":"delete"/s);
        expect(whole.body.trimEnd().endsWith("--")).toBe(accept === "multipart/mixed");
        expect(errors).toEqual([]);
      },
    );

    it("serves one notification, and ends (EQ-SN-1, EQ-SN-2)", async () => {
      const { connect, put } = await notes();
      const client = connect();
      sendQuery(client, { target: "/notes/welcome", accept: "application/json", content: "{}" });
      await client.partial();
      const { field } = await put("Good morning!");
      const { body } = await client.response();
      expect(JSON.parse(body)).toMatchObject({ type: "update", "event-id": field("Event-ID") });
    });

    it("resumes after the last event id (EQ-DM-4)", async () => {
      const { connect, put } = await notes();
      const first = (await put("one")).field("Event-ID");
      const second = (await put("two!")).field("Event-ID");
      const client = connect();
      sendQuery(client, { target: "/notes/welcome", content: `{"events":{"Last-Event-ID":"${first}"}}` });
      const { body, field } = await client.partial(`"event-id":"${second}"`);
      expect(field("Event-ID")).toBe(first);
      expect(body).not.toContain(`"event-id":"${first}"`);
    });

    it("negotiates by the fields in state, and lets the handler decide (EQ-RP-2)", async () => {
      const { connect } = await notes();
      const client = connect();
      sendQuery(client, { target: "/notes/welcome", content: '{"state":{"Accept":"image/png"},"events":{}}' });
      expect((await client.response()).status).toBe(406);
      sendQuery(client, { target: "/notes/missing", content: state });
      const { status, body, field } = await client.response();
      expect([status, body, field("Events")]).toEqual([404, "Not Found", undefined]);
    });

    it("carries the 304 of Koa's freshness, and goes on (EQ-RP-3)", async () => {
      const { connect, put, request } = await notes();
      const etag = (await request("GET /notes/welcome HTTP/1.1\nAccept: text/plain")).field("ETag");
      const client = connect();
      const content = JSON.stringify({ state: { Accept: "text/plain", "If-None-Match": etag }, events: {} });
      sendQuery(client, { target: "/notes/welcome", accept: "application/http", content });
      const { body } = await client.partial("\r\n\r\n");
      expect(body).toMatch(/^HTTP\/1\.1 304 Not Modified\r\n/);
      await put("Good morning!");
      await client.partial('"type":"update"');
    });

    it("refuses what it can't serve, by itself", async () => {
      const { connect } = await notes();
      const client = connect();
      client.send("QUERY /notes/welcome HTTP/1.1\nContent-Type: text/csv", "a,b");
      const { status, field, body } = await client.response("QUERY");
      expect([status, field("Content-Type")]).toEqual([415, "application/problem+json"]);
      expect(field("Accept-Query")).toContain("application/json");
      expect(JSON.parse(body)).toMatchObject({ status: 415 });
    });
  });

  describe("options", () => {
    it("leaves requests alone whose target no pattern takes", async () => {
      const { connect, request } = await notes({ resource: "/notes/:id" });
      const { body, field } = await request('GET /notes HTTP/1.1\nAccept-Events: "prep"');
      expect([body, field("Vary"), field("Events"), field("Accept-Query")]).toEqual(['["welcome"]', ...Array(3)]);
      const client = connect();
      sendQuery(client, { target: "/notes" });
      expect((await client.response()).status).toBeGreaterThanOrEqual(404);
    });

    it("takes the path as key with a pattern, so that a query makes no other resource", async () => {
      const { connect, put } = await notes({ resource: ["/notes", "/notes/:id"] });
      const client = connect();
      sendPrep(client, "/notes/welcome?view=full");
      await client.partial(isOpen);
      const { field } = await put("Good morning!");
      await client.partial(`Event-ID: ${field("Event-ID")}`);
    });

    it("asks a function, with Koa's context", async () => {
      const { connect, put } = await notes({
        resource: (target, { query }) => ("view" in query || target.endsWith("welcome") ? "/notes/welcome" : undefined),
      });
      const client = connect();
      sendPrep(client, "/notes/welcome?view=full");
      await client.partial(isOpen);
      await put("Good morning!");
      await client.partial("Method: PUT");
    });

    it("ends after the duration (PREP-RS-9)", async () => {
      const { connect } = await notes({ duration: { default: 0.05 } });
      const client = connect();
      sendPrep(client, "/notes/welcome");
      expect((await client.response()).body).toMatch(/--\r\n--[^\r]+--\r\n$/);
    });

    it("tells of events from anywhere, and ends all streams when closed", async () => {
      const { connect, events } = await notes();
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

    it("lets a handler say what its answer can't", async () => {
      const { events } = eventsWithErrors();
      const app = new Koa();
      app.use(events);
      app.use((ctx) => {
        ctx.body = "state";
        if (ctx.method !== "PUT") return;
        events.describe(ctx, ctx.query["silent"] === "yes" ? { silent: true } : { etag: '"described"' });
      });
      const { connect } = await serve(app);
      const [client, writer] = [connect(), connect()];
      sendPrep(client, "/");
      await client.partial(isOpen);
      writer.send("PUT /?silent=yes HTTP/1.1", "");
      expect((await writer.response()).field("Event-ID")).toBeUndefined();
      writer.send("PUT / HTTP/1.1", "");
      await writer.response();
      expect((await client.partial("Method: PUT")).body).toContain('ETag: "described"');
    });
  });

  it("tells no event before its answer was sent (PREP-MS-2)", async () => {
    const { events } = eventsWithErrors();
    const app = new Koa();
    const answer = new PassThrough();
    app.use(events);
    app.use((ctx) => {
      ctx.body = ctx.method === "PUT" ? answer : "state";
    });
    answer.write("half of the answer");
    const { connect } = await serve(app);
    const [client, writer] = [connect(), connect()];
    sendPrep(client, "/");
    await client.partial(isOpen);
    writer.send("PUT / HTTP/1.1", "new");
    const { field } = await writer.partial("half of the answer");
    await events.notify("/", { type: "update", etag: '"later"' });
    // A round trip on the subscriber's own kind of connection: had anything been told, it would be here.
    const other = connect();
    other.send("GET / HTTP/1.1");
    await other.response();
    expect(client.text).not.toContain("Method:");
    answer.end();
    const { body } = await client.partial('ETag: "later"');
    expect(body.indexOf(`Event-ID: ${field("Event-ID")}`)).toBeGreaterThan(0);
    expect(body.indexOf(`Event-ID: ${field("Event-ID")}`)).toBeLessThan(body.indexOf('ETag: "later"'));
  });

  it("handles what is pipelined behind a mutation in its turn", async () => {
    const { connect } = await notes();
    const client = connect();
    client.send("PUT /notes/welcome HTTP/1.1\nContent-Type: text/plain", "first");
    sendPrep(client, "/notes/welcome");
    const { field } = await client.response("PUT");
    const stream = await client.partial(isOpen);
    expect(stream.field("Event-ID")).toBe(field("Event-ID"));
    expect(stream.body).toContain("first");
  });

  it("leaves nothing behind when subscribers go", async () => {
    const { server, connect, put } = await notes();
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
