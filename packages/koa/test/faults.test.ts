import { PassThrough, Readable } from "node:stream";
import { bodyParser } from "@koa/bodyparser";
import type { Context, Middleware } from "koa";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { RawClient } from "../../node/test/raw-client.ts";
import { isOpen, sendPrep, sendQuery } from "../../node/test/requests.ts";
import { until } from "../../node/test/serve.ts";
import { MiddlewareError } from "../src/index.ts";
import { eventsWithErrors, serve, versions } from "./applications.ts";

const subscriptions: readonly (readonly [name: string, send: (client: RawClient) => void])[] = [
  ["PREP", (client) => sendPrep(client)],
  ["Events Query", (client) => sendQuery(client, { accept: "multipart/mixed", content: '{"state":{},"events":{}}' })],
];

describe.each(versions)("%s, where something goes wrong", (_, Koa) => {
  const notes = async (handler: Middleware) => {
    const { events, errors } = eventsWithErrors();
    const app = new Koa();
    app.use(events);
    app.use((ctx, next) => {
      if (ctx.path === "/note") return handler(ctx, next);
      ctx.body = "fine";
      return undefined;
    });
    const served = await serve(app);
    const livesOn = async () => {
      const client = served.connect();
      client.send("GET /fine HTTP/1.1");
      expect((await client.response()).body).toBe("fine");
    };
    return { ...served, events, errors, livesOn };
  };

  /** A body that breaks off once the client has seen its beginning. */
  const breaking = (client: () => RawClient | undefined) =>
    Readable.from(
      (async function* () {
        yield Buffer.from("the beginning");
        await until(() => client()?.text.includes("the beginning") === true);
        throw new Error("broken");
      })(),
    );

  describe.each(subscriptions)("a subscription by %s", (_protocol, send) => {
    it("to a handler that throws gets Koa's plain error", async () => {
      const { connect, livesOn, reported, errors } = await notes((ctx) => ctx.throw(418, "thrown"));
      const client = connect();
      send(client);
      const { status, body, field } = await client.response();
      expect([status, body, field("Content-Type")]).toEqual([418, "thrown", "text/plain; charset=utf-8"]);
      expect(reported).toMatchObject([{ message: "thrown" }]);
      expect(errors).toEqual([]);
      await livesOn();
    });

    it("to a handler that rejects later, with what is no error, gets a 500", async () => {
      const { connect, livesOn } = await notes(async () => {
        await new Promise((resolve) => setImmediate(resolve));
        throw "text";
      });
      const client = connect();
      send(client);
      expect((await client.response()).status).toBe(500);
      await livesOn();
    });

    it("to a handler that never answers waits, and is forgotten when it leaves", async () => {
      let answering: { readonly ctx: Context; readonly finish: () => void } | undefined;
      const { connect, livesOn, events } = await notes(
        (ctx) =>
          new Promise<void>((finish) => {
            answering = { ctx, finish };
          }),
      );
      const client = connect();
      send(client);
      await until(() => answering !== undefined);
      await events.notify("/note", { type: "update" });
      await livesOn();
      expect(client.length).toBe(0);
      client.leave();
      await until(() => answering?.ctx.res.closed === true || answering?.ctx.res.destroyed === true);
      if (answering !== undefined) answering.ctx.body = "too late";
      answering?.finish();
      await livesOn();
    });

    it("to a handler that answers twice gets the first answer, or is cut off", async () => {
      const { connect, livesOn } = await notes((ctx) => {
        ctx.res.end("first");
        ctx.body = "second";
      });
      const client = connect();
      send(client);
      await client.until((text) => text.includes("first") || !client.socket.readable);
      expect(client.text).not.toContain("second");
      await livesOn();
    });

    it("to a handler whose answer breaks off is cut off, visibly", async () => {
      const clients: RawClient[] = [];
      const { connect, livesOn, reported } = await notes((ctx) => {
        ctx.type = "text";
        ctx.body = breaking(() => clients[0]);
      });
      const client = connect();
      clients.push(client);
      send(client);
      await client.closed;
      expect(client.text).toContain("the beginning");
      // Neither the content nor the response has an end.
      expect(client.text).not.toMatch(/--\r\n|0\r\n\r\n/);
      expect(reported).toContainEqual(expect.objectContaining({ message: "broken" }));
      await livesOn();
    });

    it("to a handler whose answer breaks off before it began gets the plain error, or is cut off", async () => {
      const { connect, livesOn } = await notes((ctx) => {
        ctx.body = new Readable({
          read() {
            this.destroy(new Error("broken"));
          },
        });
      });
      const client = connect();
      send(client);
      await client.until((text) => /^HTTP\/1\.1 500 /.test(text)).catch(() => client.closed);
      expect(client.text).not.toContain("200 OK");
      await livesOn();
    });

    it("to a handler that streams slowly gets what there is, at once, and no event before the end of it", async () => {
      const answer = new PassThrough();
      const { connect, events } = await notes((ctx) => {
        ctx.type = "text";
        ctx.body = answer;
        answer.write("first half,");
      });
      const client = connect();
      send(client);
      await client.partial("first half,");
      const eventId = await events.notify("/note", { type: "update" });
      expect(client.text).not.toContain(eventId);
      answer.end("second half");
      const { body } = await client.partial(eventId);
      expect(body).toMatch(/first half,second half\r\n--/);
    });
  });

  it("leaves an answer that breaks off to Koa where nobody subscribes", async () => {
    const clients: RawClient[] = [];
    const { connect, livesOn, reported, errors } = await notes((ctx) => {
      ctx.body = breaking(() => clients[0]);
    });
    for (const fields of ["", '\nAccept-Events: "unknown"']) {
      const client = connect();
      clients.splice(0, 1, client);
      client.send(`GET /note HTTP/1.1${fields}`);
      await client.partial("the beginning");
      await until(() => reported.length > 0);
      client.leave();
      reported.length = 0;
    }
    expect(errors).toEqual([]);
    await livesOn();
  });

  it("says so when a body parser has read a subscription before it", async () => {
    const { events } = eventsWithErrors({ resource: "/note" });
    const app = new Koa();
    app.use(bodyParser({ parsedMethods: ["PUT", "QUERY"] })).use(events);
    app.use((ctx) => {
      if (ctx.path === "/note") ctx.body = "state";
    });
    const { connect, reported } = await serve(app);
    const client = connect();
    sendQuery(client);
    expect((await client.response()).status).toBe(500);
    expect(reported).toEqual([expect.any(MiddlewareError)]);
    expect(reported[0]).toMatchObject({
      code: "content-read",
      message: expect.stringContaining("before body parsers"),
    });
    // What has no events, and what needs no content, is not concerned.
    sendQuery(client, { target: "/other" });
    expect((await client.response()).status).toBe(404);
    sendPrep(client);
    await client.partial(isOpen);
    expect(reported).toHaveLength(1);
  });

  it("says so when it stands behind the answer, on the console where nobody asks", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    const { events, errors } = eventsWithErrors();
    const { events: silent } = eventsWithErrors({ onError: undefined as never });
    const app = new Koa();
    app.use((ctx, next) => {
      ctx.respond = false;
      ctx.res.end("state");
      return next();
    });
    app.use(events).use(silent);
    const { connect } = await serve(app);
    const client = connect();
    sendPrep(client);
    expect((await client.response()).body).toBe("state");
    await until(() => warn.mock.calls.length > 0);
    expect(errors).toEqual([expect.any(MiddlewareError)]);
    expect(errors[0]).toMatchObject({ code: "already-answered", status: 500 });
    expect(warn.mock.calls).toEqual([["resource-events:", expect.any(MiddlewareError)]]);
  });

  it("forgets a QUERY that breaks off", async () => {
    const { connect, livesOn, errors } = await notes((ctx) => {
      ctx.body = "state";
    });
    const client = connect();
    client.send("QUERY /note HTTP/1.1\nContent-Type: application/json\nContent-Length: 100", "{");
    client.socket.end();
    await client.closed;
    await livesOn();
    // Koa itself tells of requests that end too early.
    expect(errors).toEqual([]);
  });
});
