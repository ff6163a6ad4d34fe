import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { RequestHandler, Response } from "express";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { RawClient } from "../../node/test/raw-client.ts";
import { isOpen, sendPrep, sendQuery } from "../../node/test/requests.ts";
import { until } from "../../node/test/serve.ts";
import { MiddlewareError } from "../src/index.ts";
import { eventsWithErrors, quiet, serve, versions } from "./applications.ts";

const subscriptions: readonly (readonly [name: string, send: (client: RawClient) => void])[] = [
  ["PREP", (client) => sendPrep(client)],
  ["Events Query", (client) => sendQuery(client, { accept: "multipart/mixed", content: '{"state":{},"events":{}}' })],
];

describe.each(versions)("%s, where something goes wrong", (_, express) => {
  const notes = async (handler: RequestHandler) => {
    const { events, errors } = eventsWithErrors();
    const app = quiet(express());
    app.use(events);
    app.get("/note", handler);
    app.get("/fine", (_request, res) => void res.send("fine"));
    const served = await serve(app);
    const livesOn = async () => {
      const client = served.connect();
      client.send("GET /fine HTTP/1.1");
      expect((await client.response()).body).toBe("fine");
    };
    return { ...served, events, errors, livesOn };
  };

  describe.each(subscriptions)("a subscription by %s", (_protocol, send) => {
    it("to a handler that throws gets Express's plain 500", async () => {
      const { connect, livesOn } = await notes(() => {
        throw new Error("thrown");
      });
      const client = connect();
      send(client);
      const { status, body, field } = await client.response();
      expect(status).toBe(500);
      expect(body).toContain("thrown");
      expect(field("Content-Type")).toBe("text/html; charset=utf-8");
      await livesOn();
    });

    it("to a handler that passes an error on later, too", async () => {
      const { connect, livesOn } = await notes(
        (_request, _res, next) => void setImmediate(() => next(new Error("later"))),
      );
      const client = connect();
      send(client);
      expect((await client.response()).status).toBe(500);
      await livesOn();
    });

    it("to a handler that never answers waits, and is forgotten when it leaves", async () => {
      let answer: Response | undefined;
      const { connect, livesOn, events } = await notes((_request, res) => {
        answer = res;
      });
      const client = connect();
      send(client);
      await until(() => answer !== undefined);
      await events.notify("/note", { type: "update" });
      await livesOn();
      expect(client.length).toBe(0);
      client.leave();
      await until(() => answer?.closed === true || answer?.destroyed === true);
      answer?.send("too late");
      await livesOn();
    });

    it("to a handler that answers twice gets the first answer, or is cut off", async () => {
      const { connect, livesOn } = await notes((_request, res) => {
        res.send("first");
        res.status(500).send("second");
      });
      const client = connect();
      send(client);
      await client.until((text) => text.includes("first") || !client.socket.readable);
      expect(client.text).not.toContain("second");
      await livesOn();
    });

    it("to a handler that answers again later gets the first answer, or is cut off", async () => {
      const { connect, livesOn } = await notes((_request, res, next) => {
        res.send("first");
        setTimeout(() => {
          try {
            res.status(500).send("second");
          } catch (error) {
            next(error);
          }
        }, 20);
      });
      const client = connect();
      send(client);
      await client.partial("first");
      await client.closed;
      expect(client.text).not.toContain("second");
      expect(client.text).not.toMatch(/--\r\n$|0\r\n\r\n$/);
      await livesOn();
    });

    it("to a handler whose answer breaks off is cut off, visibly", async () => {
      const { connect, livesOn } = await notes(async (_request, res) => {
        const source = Readable.from(
          (async function* () {
            yield "the beginning";
            await until(() => client.text.includes("the beginning"));
            throw new Error("broken");
          })(),
        );
        await pipeline(source, res.type("text")).catch(() => {});
      });
      const client = connect();
      send(client);
      await client.closed;
      expect(client.text).toContain("the beginning");
      // Neither the content nor the response has an end.
      expect(client.text).not.toMatch(/--\r\n|0\r\n\r\n/);
      await livesOn();
    });

    it("to a handler that passes an error on in the midst of its answer is cut off, visibly", async () => {
      const { connect, livesOn } = await notes((_request, res, next) => {
        res.type("text").write("the beginning");
        void until(() => client.text.includes("the beginning")).then(() => next(new Error("broken")));
      });
      const client = connect();
      send(client);
      await client.closed;
      expect(client.text).not.toMatch(/--\r\n|0\r\n\r\n/);
      await livesOn();
    });

    it("to a handler that streams slowly gets what there is, at once, and no event before the end of it", async () => {
      let answer: Response | undefined;
      const { connect, events } = await notes((_request, res) => {
        answer = res;
        res.type("text").write("first half,");
      });
      const client = connect();
      send(client);
      await client.partial("first half,");
      const eventId = await events.notify("/note", { type: "update" });
      expect(client.text).not.toContain(eventId);
      answer?.end("second half");
      const { body } = await client.partial(eventId);
      expect(body).toMatch(/first half,second half\r\n--/);
    });
  });

  it("says so when a body parser has read a subscription before it", async () => {
    const { events } = eventsWithErrors({ resource: "/note" });
    const seen: unknown[] = [];
    const app = quiet(express());
    app.use(express.json(), events);
    app.get("/note", (_request, res) => void res.send("state"));
    app.use(((error, _request, res, _next) => {
      seen.push(error);
      res.sendStatus(error.status);
    }) as import("express").ErrorRequestHandler);
    const { connect } = await serve(app);
    const client = connect();
    sendQuery(client);
    expect((await client.response()).status).toBe(500);
    expect(seen).toEqual([expect.any(MiddlewareError)]);
    expect(seen[0]).toMatchObject({ code: "content-read", message: expect.stringContaining("before body parsers") });
    // What has no events, and what needs no content, is not concerned.
    sendQuery(client, { target: "/other" });
    expect((await client.response()).status).toBe(404);
    sendPrep(client);
    await client.partial(isOpen);
    expect(seen).toHaveLength(1);
  });

  it("says so when it stands behind the answer", async () => {
    const { events, errors } = eventsWithErrors();
    const app = quiet(express());
    app.get("/note", (_request, res, next) => {
      res.send("state");
      next();
    });
    app.use(events, () => {});
    const { connect } = await serve(app);
    const client = connect();
    sendPrep(client);
    expect((await client.response()).body).toBe("state");
    await until(() => errors.length > 0);
    expect(errors).toEqual([expect.any(MiddlewareError)]);
    expect(errors[0]).toMatchObject({ code: "already-answered", status: 500 });
  });

  it("warns on the console where nobody asks for errors", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    const { events } = eventsWithErrors({ onError: undefined as never });
    const app = quiet(express());
    app.get("/note", (_request, res, next) => {
      res.send("state");
      next();
    });
    app.use(events, () => {});
    const { connect } = await serve(app);
    const client = connect();
    client.send("GET /note HTTP/1.1");
    await client.response();
    await until(() => warn.mock.calls.length > 0);
    expect(warn.mock.calls).toEqual([["resource-events:", expect.any(MiddlewareError)]]);
  });
});
