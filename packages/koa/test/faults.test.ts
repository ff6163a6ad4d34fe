import { Readable } from "node:stream";
import { protocols, serveHandler } from "@resource-events/testing-middleware";
import { type RawClient, until } from "@resource-events/testing-support";
import type { Middleware } from "koa";
import { describe, expect, it } from "vitest";
import { versions } from "./applications.ts";
import { koaFramework } from "./koa-framework.ts";

describe.each(versions)("%s, if a response breaks off", (name, Koa) => {
  const framework = koaFramework(name, Koa);

  /** Serves a response that breaks off once the newest client has got its beginning. */
  const serveBreaking = async () => {
    const clients: RawClient[] = [];
    const breaking: Middleware = (ctx) => {
      ctx.body = Readable.from(
        (async function* () {
          yield Buffer.from("the beginning");
          await until(() => clients.at(-1)?.text.includes("the beginning") === true);
          throw new Error("broken");
        })(),
      );
    };
    const served = await serveHandler(framework, breaking);
    const connect = () => {
      const client = served.connect();
      clients.push(client);
      return client;
    };
    return { ...served, connect };
  };

  it.each(protocols)("reports that to the application, for a subscription by %s", async (_protocol, send) => {
    const { connect, livesOn, reported } = await serveBreaking();
    const client = connect();
    send(client);
    await client.closed;
    expect(reported).toContainEqual(expect.objectContaining({ message: "broken" }));
    await livesOn();
  });

  it("leaves that to Koa for ordinary requests", async () => {
    const { connect, livesOn, reported, errors } = await serveBreaking();
    for (const fields of ["", '\nAccept-Events: "unknown"']) {
      const before = reported.length;
      const client = connect();
      client.send(`GET /note HTTP/1.1${fields}`);
      await client.partial("the beginning");
      await until(() => reported.length > before);
      client.leave();
    }
    expect(errors).toEqual([]);
    await livesOn();
  });
});
