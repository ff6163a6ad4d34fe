import { createServer, type Http2ServerResponse } from "node:http2";
import { setImmediate } from "node:timers/promises";
import type { PassThrough } from "@resource-events/server/adapter";
import { Client, until } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { describe, expect, it } from "vitest";
import { contentOf } from "../../test/intercepted.ts";
import type { NodeResponse } from "../messages.ts";
import { type Decide, type Interception, interceptResponse } from "./intercept-response.ts";

const keep: Decide = () => "keep";

describe("a response of HTTP/2", () => {
  /** Intercepts one response of HTTP/2; what its client gets. */
  async function overHttp2(
    decide: Decide,
    application: (response: NodeResponse, interception: Interception) => unknown,
  ): Promise<{ status: number | undefined; added: string | undefined; body: string; errors: unknown[] }> {
    const errors: unknown[] = [];
    const server = createServer((_, anyResponse: Http2ServerResponse) => {
      const response = anyResponse as unknown as NodeResponse;
      const interception = interceptResponse(response, decide, (error) => errors.push(error));
      void application(response, interception);
    });
    const { origin } = await listenInTest(server);
    const exchange = await new Client({ origin }, "HTTP/2").exchange("GET", "/");
    return { status: exchange.status, added: exchange.field("X-Added"), body: exchange.content, errors };
  }

  const applications: Readonly<Record<string, (response: NodeResponse) => unknown>> = {
    "writeHead and end": (response) => response.writeHead(201, { ETag: '"1"' }).end("hello"),
    "write and end": (response) => {
      response.statusCode = 201;
      response.write("hel");
      response.end("lo");
    },
    end: (response) => {
      response.statusCode = 201;
      response.end("hello");
    },
    "flushHeaders and end, later": async (response) => {
      response.statusCode = 201;
      response.flushHeaders();
      await setImmediate();
      response.end("hello");
    },
  };

  it.each(Object.entries(applications))("takes all three routes: %s", async (_, application) => {
    let sent = 0;
    const passThrough: PassThrough = { fields: [["X-Added", "a"]], sent: () => (sent += 1) };
    const expected = { status: 201, added: "a", body: "hello", errors: [] };
    expect(await overHttp2(() => passThrough, application)).toEqual(expected);
    expect(await overHttp2(() => setImmediate(passThrough), application)).toEqual(expected);
    await until(() => sent === 2);
    const kept = await overHttp2(keep, async (response, interception) => {
      void application(response);
      const { status = 0, body } = (await interception.kept) ?? {};
      expect(response.headersSent).toBe(true);
      const originals = interception.makeWay();
      response.setHeader("X-Added", "a");
      originals.writeHead(status);
      originals.write(`${await contentOf(body)}, kept`);
      originals.end();
    });
    expect(kept).toEqual({ ...expected, body: "hello, kept" });
  });
});
