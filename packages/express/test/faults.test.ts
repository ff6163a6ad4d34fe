import { protocols, serveHandler } from "@resource-events/testing-middleware";
import { type RawClient, until } from "@resource-events/testing-support";
import type { RequestHandler } from "express";
import { describe, expect, it } from "vitest";
import { versions } from "./applications.ts";
import { expressFramework } from "./express-framework.ts";

describe.each(versions)("%s, if a handler fails after its response has begun", (name, express) => {
  const serve = (handler: RequestHandler) => serveHandler(expressFramework(name, express), handler);

  describe.each(protocols)("a subscription by %s", (_protocol, send) => {
    it("gets the first response, or is cut off, if the handler sends a second at once", async () => {
      const { connect, livesOn } = await serve((_request, response) => {
        response.send("first");
        response.status(500).send("second");
      });
      const client = connect();
      send(client);
      await client.until((text) => text.includes("first") || !client.socket.readable);
      expect(client.text).not.toContain("second");
      await livesOn();
    });

    it("gets the first response, or is cut off, if the handler sends a second later", async () => {
      const { connect, livesOn } = await serve((_request, response, next) => {
        response.send("first");
        setTimeout(() => {
          try {
            response.status(500).send("second");
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

    it("is visibly cut off if an error is passed on", async () => {
      const clients: RawClient[] = [];
      const { connect, livesOn, reported } = await serve((_request, response, next) => {
        response.type("text").write("the beginning");
        void until(() => clients[0]?.text.includes("the beginning") === true).then(() => next(new Error("broken")));
      });
      const client = connect();
      clients.push(client);
      send(client);
      await client.closed;
      expect(client.text).not.toMatch(/--\r\n|0\r\n\r\n/);
      expect(reported).toMatchObject([{ message: "broken" }]);
      await livesOn();
    });
  });
});
