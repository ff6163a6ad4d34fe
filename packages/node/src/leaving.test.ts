import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate, setTimeout } from "node:timers/promises";
import { sendPrep, sendQuery, subscribeToLeave, until, waysToLeave } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { describe, expect, it } from "vitest";
import { serve } from "../test/serve.ts";
import { isLeaving, type NodeHandler, type NodeResponse, resourceEvents } from "./index.ts";

/** Content of which there is always more. */
async function* endless(): AsyncGenerator<Buffer> {
  for (;;) {
    yield Buffer.from("more");
    await setTimeout(1);
  }
}

/** Handlers that are at different points when their client leaves. `quiet`: the client gets a whole representation first. */
const handlers: Readonly<Record<string, NodeHandler>> = {
  "that responds at once": (_, response) => response.end("hello"),
  "that does not respond": () => {},
  "in the middle of its response": (_, response) => response.write("hel"),
  "that pipes": (_, response) => Readable.from(endless()).pipe(response),
  "that awaits a pipeline": (_, response) => pipeline(endless(), response),
  "that waits for drain": async (_, response) => {
    for await (const piece of endless()) {
      if (response.destroyed) return;
      if (!response.write(piece)) await Promise.race([once(response, "drain"), once(response, "close")]);
    }
  },
};

describe.each(waysToLeave)("a client that leaves by %s", (way) => {
  describe.each([false, true])("(by Events Query: %s)", (query) => {
    it.each(Object.entries(handlers))("is no error, with a handler %s", async (_, handler) => {
      const heard: unknown[] = [];
      const seen = { requests: 0, closed: 0 };
      const events = resourceEvents({ onError: (error) => heard.push(error) });
      const listener: RequestListener = (request, response) => {
        seen.requests += 1;
        response.once("close", () => {
          seen.closed += 1;
        });
        events.wrap(handler)(request, response);
      };
      const server = way.startsWith("HTTP/2") ? createHttp2Server(listener as never) : createServer(listener);
      const { port } = await listenInTest(server);
      for (const whole of query ? [true, false] : [true]) {
        const client = subscribeToLeave(port, way, { query, whole });
        await until(() => seen.requests === seen.closed + 1 && events.stats().subscriptions.total === (whole ? 1 : 0));
        client.leave();
        await until(() => seen.requests === seen.closed);
      }
      await events.notify("/note", { type: "update" });
      for (let turn = 0; turn < 5; turn += 1) await setImmediate();
      expect(events.stats().subscriptions.total).toBe(0);
      expect(heard).toEqual([]);
    });
  });
});

describe("a failure of the handler is reported,", () => {
  const failures: Readonly<Record<string, NodeHandler>> = {
    "if it throws": () => {
      throw new Error("mine");
    },
    "if its pipeline breaks off": (_, response) =>
      pipeline(async function* () {
        yield "hel";
        throw new Error("mine");
      }, response),
    "if its source closes too soon": (_, response) => {
      const source = new Readable({ read() {} });
      source.push("hel");
      void setImmediate().then(() => source.destroy());
      return pipeline(source, response);
    },
  };

  it.each(Object.entries(failures))("%s", async (_, handler) => {
    const { connect, errors } = await serve(handler);
    const client = connect();
    sendPrep(client);
    await until(() => errors.length > 0);
    expect(String(errors)).toMatch(/mine|Premature close|broke off/);
  });

  it("if it destroys its response with an error before the stream has begun", async () => {
    const { connect, errors } = await serve((_, response) => {
      response.write("hel");
      void setImmediate().then(() => response.destroy(new Error("mine")));
    });
    // The boundary between its parts is not chosen before the representation is known.
    sendQuery(connect(), { accept: "multipart/mixed", content: '{"state":{},"events":{}}' });
    await until(() => errors.length > 0);
    expect(errors).toMatchObject([{ code: "representation" }]);
  });

  it("also if its client has left before", async () => {
    let respond = (): void => {};
    const { connect, errors, events } = await serve(async (_, response) => {
      await new Promise<void>((resolve) => {
        respond = resolve;
      });
      expect(response.destroyed).toBe(true);
      throw Object.assign(new Error("the database has reset the connection"), { code: "ECONNRESET" });
    });
    const client = connect();
    sendPrep(client);
    await until(() => events.stats().subscriptions.total === 1);
    client.leave();
    await until(() => events.stats().subscriptions.total === 0);
    respond();
    await until(() => errors.length > 0);
    expect(errors).toMatchObject([{ code: "ECONNRESET" }]);
  });
});

it("what is no error, or an error of somebody else, does not say that a client has left", async () => {
  const told: unknown[] = [];
  const { connect } = await serve((request, response: NodeResponse) => {
    const premature = Object.assign(new Error("Premature close"), { code: "ERR_STREAM_PREMATURE_CLOSE" });
    for (const error of [undefined, null, "text", new Error("mine"), premature]) told.push(isLeaving(error, response));
    request.resume();
    response.end();
  });
  const client = connect();
  client.send("GET /note HTTP/1.1");
  await client.response();
  expect(told).toEqual([false, false, false, false, false]);
});
