import { afterEach, describe, expect, it } from "vitest";
import { answering, bytesOf, serve, type Wire } from "../test/wire.ts";
import { next } from "./index.ts";

let wire: Wire | undefined;
afterEach(async () => {
  await wire?.close();
  wire = undefined;
});

const head = {
  "Content-Type": "application/json",
  Events: "duration=240",
  "Event-ID": "start",
  Date: new Date(0).toUTCString(),
};
const url = "http://example.org/";

describe("next", () => {
  it("sends the empty model, and reads the notification (EQ-SN-1)", async () => {
    wire = await serve((response) => {
      response.writeHead(200, head);
      response.flushHeaders();
      response.write('{"type":"up');
      response.end('date","event-id":"e1"}');
    });
    expect(await next(wire.url, { duration: 5, lastEventId: "e0", headers: { "X-Y": "z" } })).toMatchObject({
      type: "update",
      eventId: "e1",
      published: undefined,
      mediaType: "application/json",
    });
    expect(wire.received[0]).toMatchObject({
      method: "QUERY",
      content: "{}",
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        events: "duration=5",
        "last-event-id": "e0",
        "x-y": "z",
      },
    });
  });

  it("reads the form asked for, and takes nothing of the head for the event's (EQ-RP-5)", async () => {
    wire = await serve((response) => {
      response.writeHead(200, { ...head, "Content-Type": "example/event-notification" }).end("type: delete\r\n");
    });
    const notification = await next(wire.url, { accept: "example/event-notification" });
    expect(notification).toMatchObject({ type: "delete", eventId: undefined, published: undefined });
    expect(wire.received[0]?.headers.accept).toBe("example/event-notification");
  });

  it("is undefined where the duration passed without one (EQ-SN-3)", async () => {
    for (const events of ["duration=0.5", "other"]) {
      expect(await next(url, { fetch: answering({ ...head, Events: events }, []).fetch })).toBeUndefined();
    }
    expect(await next(url, { fetch: answering({}, []).fetch })).toBeUndefined();
  });

  it("reports an empty end before its time as cut-off (EQ-ST-11), or if it was to have no end (EQ-EV-4)", async () => {
    for (const events of [head.Events, "duration=0", "duration=0.0"]) {
      const { fetch } = answering({ ...head, Events: events }, []);
      await expect(next(url, { fetch })).rejects.toMatchObject({ code: "cut-off" });
    }
  });

  it("reports a truncated body", async () => {
    wire = await serve((response) => {
      response.writeHead(200, { ...head, "Content-Length": "100" });
      response.write('{"type":', () => response.destroy());
    });
    await expect(next(wire.url)).rejects.toMatchObject({ code: "cut-off", cause: expect.any(Error) });
    const { fetch } = answering(head, [bytesOf('{"type":"del')]);
    await expect(next(url, { fetch })).rejects.toMatchObject({ code: "notification" });
  });

  it("keeps to the limit", async () => {
    const { fetch, cancelled } = answering(head, [bytesOf("x".repeat(50)), bytesOf("y".repeat(60)), bytesOf("z")]);
    await expect(next(url, { fetch, limits: { notification: 100 } })).rejects.toMatchObject({ code: "too-large" });
    expect(cancelled()).toBe(true);
  });

  it("reports error statuses with their problem, and takes the answer after a 303 for no notification (EQ-RQ-4)", async () => {
    wire = await serve((response, request) => {
      if (request.url === "/note") response.writeHead(303, { Location: "/other" }).end();
      else response.end("a page");
    });
    await expect(next(wire.url)).rejects.toMatchObject({ code: "no-notifications" });
    const problem = [bytesOf('{"title":"Too many","detail":7}')];
    const { fetch } = answering({ "Content-Type": "application/problem+json" }, problem, 429);
    await expect(next(url, { fetch })).rejects.toMatchObject({
      code: "response",
      status: 429,
      message: "The response has status 429: Too many",
    });
  });

  it("repeats the QUERY after other redirects (EQ-RQ-4)", async () => {
    wire = await serve((response, request) => {
      if (request.url === "/note") response.writeHead(308, { Location: "/other" }).end();
      else response.writeHead(200, head).end('{"type":"update"}');
    });
    expect(await next(wire.url)).toMatchObject({ type: "update" });
    expect(wire.received[1]).toMatchObject({ method: "QUERY", content: "{}" });
  });

  it("is ended by its signal, which frees the connection", async () => {
    const controller = new AbortController();
    wire = await serve((response) => {
      response.writeHead(200, head);
      response.write("{", () => controller.abort(new Error("mine")));
    });
    await expect(next(wire.url, { signal: controller.signal })).rejects.toThrow("mine");
    await wire.idle();
    await expect(next(wire.url, { signal: AbortSignal.abort(new Error("again")) })).rejects.toThrow("again");
    await expect(next(wire.url, { duration: -1 })).rejects.toMatchObject({ code: "option" });
  });
});
