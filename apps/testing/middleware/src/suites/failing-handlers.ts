import { PassThrough, Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { type RawClient, until } from "@resource-events/testing-support";
import { describe, expect, it } from "vitest";
import type { Exchange, Framework, Handler } from "../framework.ts";
import { protocols } from "../protocols.ts";
import { serveHandler } from "../running.ts";

/** Subscriptions whose handler fails, or is slow. */
export function failingHandlers<Middleware>(framework: Framework<Middleware>): void {
  const serveFailing = (handle: Handler) => serveHandler(framework, framework.handler(handle));

  describe("if a handler fails", () => {
    describe.each(protocols)("a subscription by %s", (_protocol, send) => {
      it("to a handler that throws gets the framework's plain error", async () => {
        const { connect, livesOn, reported, errors } = await serveFailing(() => {
          throw Object.assign(new Error("thrown"), { status: 418, expose: true });
        });
        const client = connect();
        send(client);
        const { status, body, field } = await client.response();
        expect([status, field("Content-Type")]).toEqual([418, framework.errorType]);
        expect(body).toContain("thrown");
        expect(reported).toMatchObject([{ message: "thrown" }]);
        expect(errors).toEqual([]);
        await livesOn();
      });

      it.each([
        ["an error", new Error("later")],
        ["a value that is not an error", "text"],
      ])("to a handler that fails later, with %s, gets a 500", async (_kind, failure) => {
        const { connect, livesOn } = await serveFailing(async () => {
          await setImmediate();
          throw failure;
        });
        const client = connect();
        send(client);
        expect((await client.response()).status).toBe(500);
        await livesOn();
      });

      it("to a handler that never responds waits, and is forgotten when it leaves", async () => {
        let answering: { readonly exchange: Exchange; readonly finish: () => void } | undefined;
        const { connect, livesOn, events } = await serveFailing(
          (exchange) =>
            new Promise<void>((finish) => {
              answering = { exchange, finish };
            }),
        );
        const client = connect();
        send(client);
        await until(() => answering !== undefined);
        await events.notify("/note", { type: "update" });
        await livesOn();
        expect(client.length).toBe(0);
        client.leave();
        await until(
          () => answering?.exchange.response.closed === true || answering?.exchange.response.destroyed === true,
        );
        answering?.exchange.text("too late");
        answering?.finish();
        await livesOn();
      });

      it("to a handler that responds twice gets the first response, or is cut off", async () => {
        const { connect, livesOn } = await serveFailing((exchange) => {
          exchange.response.end("first");
          exchange.text("second", 500);
        });
        const client = connect();
        send(client);
        await client.until((text) => text.includes("first") || !client.socket.readable);
        expect(client.text).not.toContain("second");
        await livesOn();
      });

      it("to a handler whose response breaks off is visibly cut off", async () => {
        const clients: RawClient[] = [];
        const { connect, livesOn } = await serveFailing((exchange) =>
          exchange.stream(
            Readable.from(
              (async function* () {
                yield Buffer.from("the beginning");
                await until(() => clients[0]?.text.includes("the beginning") === true);
                throw new Error("broken");
              })(),
            ),
          ),
        );
        const client = connect();
        clients.push(client);
        send(client);
        await client.closed;
        expect(client.text).toContain("the beginning");
        // Neither the content nor the response is complete.
        expect(client.text).not.toMatch(/--\r\n|0\r\n\r\n/);
        await livesOn();
      });

      it("to a handler whose response breaks off before it begins gets the plain error, or is cut off", async () => {
        const { connect, livesOn } = await serveFailing((exchange) =>
          exchange.stream(
            new Readable({
              read() {
                this.destroy(new Error("broken"));
              },
            }),
          ),
        );
        const client = connect();
        send(client);
        await client.until((text) => /^HTTP\/1\.1 500 /.test(text)).catch(() => client.closed);
        expect(client.text).not.toContain("200 OK");
        await livesOn();
      });

      it("to a handler that streams slowly gets each piece at once, and no event before the last one", async () => {
        const answer = new PassThrough();
        const { connect, events } = await serveFailing((exchange) => exchange.stream(answer));
        answer.write("first half,");
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

    it("forgets a QUERY that breaks off", async () => {
      const { connect, livesOn, errors } = await serveFailing((exchange) => exchange.text("state"));
      const client = connect();
      client.send("QUERY /note HTTP/1.1\nContent-Type: application/json\nContent-Length: 100", "{");
      client.socket.end();
      await client.closed;
      await livesOn();
      expect(errors).toEqual([]);
    });
  });
}
