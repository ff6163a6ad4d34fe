import { isOpen, sendPrep, until } from "@resource-events/testing-support";
import { describe, expect, it } from "vitest";
import type { Framework } from "../framework.ts";
import { serveWithEvents } from "../running.ts";

const length = 30 * 1024 * 1024;

/** A writer that does not read its responses holds back nobody's events for long (PREP-MS-2). */
export function unreadResponses<Middleware>(framework: Framework<Middleware>): void {
  describe("a writer that does not read", () => {
    /** A PUT of `/long` is answered with a long content, any other one with a long head. A stream watches all of them. */
    const serve = async () => {
      const running = await serveWithEvents(
        framework,
        ({ middleware }) => {
          const handler = framework.handler(({ request, response, text }) => {
            if (request.method === "GET") return text("state");
            if (request.url === "/notes/long") return text("x".repeat(length));
            response.setHeader("X-Filler", "x".repeat(8_000));
            return text("");
          });
          return framework.application(middleware, handler);
        },
        { container: () => "/notes", limits: { withheldSeconds: 0.2 } },
      );
      const watcher = running.connect();
      sendPrep(watcher, "/notes");
      await watcher.partial(isOpen);
      const honest = async () => {
        const { field } = await running.request("PUT /notes/honest HTTP/1.1", "x");
        await watcher.partial("/notes/honest");
        expect(field("Event-ID")).toBeDefined();
      };
      return { ...running, watcher, honest };
    };

    it("goes on with a long response whose head it has; the events of the member and its container go out", async () => {
      const { connect, watcher, errors, honest } = await serve();
      const writer = connect();
      writer.socket.pause();
      writer.send("PUT /notes/long HTTP/1.1", "x");
      await watcher.partial("/notes/long");
      await honest();
      expect(errors).toEqual([]);
      writer.socket.resume();
      await until(() => writer.length > length);
    });

    it("is disconnected if it takes not even the head, and then the events go out", async () => {
      const { connect, errors, honest } = await serve();
      const writer = connect();
      writer.socket.pause();
      writer.socket.write("PUT /notes/head HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx".repeat(5_000));
      await until(() => errors.length > 0);
      expect(errors).toEqual([expect.objectContaining({ code: "withheld" })]);
      await honest();
      writer.socket.resume();
      await writer.closed;
    });
  });
}
