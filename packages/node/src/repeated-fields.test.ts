import { once } from "node:events";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { listenInTest } from "@resource-events/testing-support/vitest";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { serve } from "../test/serve.ts";
import { resourceEvents } from "./index.ts";
import type { NodeRequest } from "./messages.ts";

const names = [
  "Authorization",
  "Cookie",
  "Host",
  "X-Custom",
  "Referer",
  "From",
  "User-Agent",
  "Accept",
  "If-Match",
  "Via",
  "Set-Cookie",
];
const field = fc.tuple(fc.constantFrom(...names), fc.stringMatching(/^[a-z]{1,3}( [a-z]{1,3})?$/));

/** What a handler may read of the fields that a client sent, without those that ask for a subscription. */
function seen({ headers, headersDistinct, rawHeaders }: NodeRequest): unknown {
  const others = (record: object) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => !/^(?:accept-events|:.*)$/.test(name)));
  const raw = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && !/^(?:accept-events|:.*)$/i.test(name) ? [[name, rawHeaders[index + 1]]] : [],
  );
  return { headers: others(headers), distinct: headersDistinct && others(headersDistinct), raw };
}

describe("fields that come repeatedly", () => {
  it("reach the handler of a subscription as node gives them to that of a plain GET", async () => {
    let last: unknown;
    const { connect } = await serve((request, response) => {
      last = seen(request);
      response.writeHead(404).end();
    });
    await fc.assert(
      fc.asyncProperty(fc.array(field, { maxLength: 8 }), async (fields) => {
        const lines = fields.map(([name, value]) => `${name}: ${value}\n`).join("");
        const both: unknown[] = [];
        for (const extra of ["", 'Accept-Events: "prep"\n']) {
          const client = connect();
          client.send(`GET /note HTTP/1.1\nHost: first\n${lines}${extra}`);
          const { status } = await client.response();
          both.push([status, last]);
          client.leave();
          if (status === 400) return;
        }
        expect(both[1]).toEqual(both[0]);
      }),
      { numRuns: 60 },
    );
  });

  it("reach that of a QUERY in the same way", async () => {
    let last: unknown;
    const { connect } = await serve((request, response) => {
      last = seen(request);
      response.writeHead(404).end();
    });
    // These say what a QUERY is to bring, and not what its GET is.
    const kept = field.filter(([name]) => !["Accept", "If-Match"].includes(name));
    await fc.assert(
      fc.asyncProperty(fc.array(kept, { maxLength: 8 }), async (fields) => {
        const lines = fields.map(([name, value]) => `${name}: ${value}\n`).join("");
        const client = connect();
        client.send(`GET /note HTTP/1.1\nHost: first\n${lines}`);
        const { status } = await client.response();
        client.leave();
        const plain = last;
        if (status === 400) return;
        const other = connect();
        other.send(
          `QUERY /note HTTP/1.1\nHost: first\n${lines}Content-Type: application/json`,
          JSON.stringify({ events: {} }),
        );
        expect((await other.response()).status).toBe(404);
        other.leave();
        expect(last).toEqual(plain);
      }),
      { numRuns: 60 },
    );
  });

  it("do so over HTTP/2", async () => {
    let last: unknown;
    const events = resourceEvents();
    const { origin } = await listenInTest(
      createHttp2Server(
        events.wrap((request, response) => {
          last = seen(request as unknown as NodeRequest);
          response.writeHead(404).end();
        }),
      ),
    );
    const session = connectHttp2(origin);
    onTestFinished(() => session.destroy());
    const both: unknown[] = [];
    for (const extra of [{}, { "accept-events": '"prep"' }]) {
      const request = session.request({
        ":path": "/note",
        cookie: ["a=b", "c=d"],
        "x-custom": ["1", "2"],
        via: ["1.1 a", "1.1 b"],
        authorization: "Bearer guest",
        ...extra,
      });
      await once(request, "response");
      both.push(last);
    }
    expect(both[1]).toEqual(both[0]);
  });

  it("do not give the handler a credential that it would not see: the first one counts", async () => {
    const credentials: (string | undefined)[] = [];
    const { connect } = await serve(({ headers }, response) => {
      credentials.push(headers.authorization);
      response.writeHead(403).end();
    });
    const client = connect();
    client.send('GET /note HTTP/1.1\nAuthorization: Bearer guest\nAuthorization: Bearer boss\nAccept-Events: "prep"');
    await client.response();
    client.send(
      "QUERY /note HTTP/1.1\nAuthorization: Bearer guest\nAuthorization: Bearer boss\nContent-Type: application/json",
      '{"events":{}}',
    );
    await client.response();
    expect(credentials).toEqual(["Bearer guest", "Bearer guest"]);
  });
});
