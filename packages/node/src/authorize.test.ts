import { isOpen, sendPrep, sendQuery, until } from "@resource-events/testing-support";
import { describe, expect, it } from "vitest";
import { serve } from "../test/serve.ts";
import type { NodeHandler, NodeOptions } from "./index.ts";

const handler: NodeHandler = (request, response) => {
  if (request.method === "PUT") response.writeHead(204).end();
  else response.writeHead(200, { "Content-Type": "text/plain" }).end("hello");
};
const json = "Content-Type: application/json";

/** A server that lets only clients with the token subscribe, once each. */
function guarded(options: NodeOptions = {}) {
  return serve(handler, {
    authorize: async ({ headers }, resource) => headers.authorization === `Bearer ${resource}`,
    client: ({ headers }) => headers.authorization,
    limits: { subscriptionsPerClient: 1 },
    ...options,
  });
}

describe("authorize (EQ-AZ-1)", () => {
  it("refuses a QUERY with 403, and admits an authorized client", async () => {
    const { connect } = await guarded();
    const refused = connect();
    sendQuery(refused);
    const { status, field, body } = await refused.response();
    expect(status).toBe(403);
    expect(field("content-type")).toBe("application/problem+json");
    expect(JSON.parse(body)).toMatchObject({ status: 403, code: "unauthorized" });
    const served = connect();
    sendQuery(served, { fields: "Authorization: Bearer /note" });
    expect((await served.partial()).status).toBe(200);
  });

  it("responds to a GET for PREP without notifications, and says why (PREP-NO-4)", async () => {
    const { connect } = await guarded();
    const refused = connect();
    sendPrep(refused);
    const { status, field, body } = await refused.response();
    expect([status, body]).toEqual([200, "hello"]);
    expect(field("events")).toBe('protocol="prep", status=403');
    const served = connect();
    sendPrep(served, "/note", "Authorization: Bearer /note\n");
    await served.partial(isOpen);
  });

  it("refuses all subscriptions if it fails, and asks clients to retry", async () => {
    const failure = new Error("no database");
    const { connect, errors } = await guarded({
      authorize: () => {
        throw failure;
      },
    });
    const query = connect();
    sendQuery(query);
    const answer = await query.response();
    expect([answer.status, answer.field("retry-after")]).toEqual([503, "5"]);
    const prep = connect();
    sendPrep(prep);
    const { field, body } = await prep.response();
    expect([body, field("events"), field("retry-after")]).toEqual(["hello", 'protocol="prep", status=503', "5"]);
    expect(errors).toEqual([failure, failure]);
  });

  it("ends streams whose authorization is revoked", async () => {
    const revocation = new AbortController();
    const { connect, events } = await guarded({ authorize: () => ({ revoked: revocation.signal }) });
    const client = connect();
    sendQuery(client);
    await client.partial();
    revocation.abort();
    expect((await client.response()).complete).toBe(true);
    await until(() => events.stats().subscriptions.total === 0);
    expect(events.stats().ended.unauthorized).toBe(1);
  });
});

describe("client", () => {
  it("limits the subscriptions of each client (EQ-LD-1)", async () => {
    const { connect, events } = await guarded();
    const [first, second] = [connect(), connect()];
    sendQuery(first, { fields: "Authorization: Bearer /note" });
    await first.partial();
    sendQuery(second, { fields: "Authorization: Bearer /note" });
    const refused = await second.response();
    expect([refused.status, refused.field("retry-after")]).toEqual([429, "5"]);
    sendPrep(second, "/note", "Authorization: Bearer /note\n");
    const plain = await second.response();
    expect([plain.body, plain.field("events"), plain.field("retry-after")]).toEqual([
      "hello",
      'protocol="prep", status=429',
      "5",
    ]);
    first.leave();
    await until(() => events.stats().subscriptions.total === 0);
    sendQuery(second, { fields: "Authorization: Bearer /note" });
    expect((await second.partial()).status).toBe(200);
  });

  it("applies only the total limit if it is not set", async () => {
    const { connect } = await serve(handler, { limits: { subscriptionsPerClient: 1, subscriptions: 2 } });
    const clients = [connect(), connect()];
    for (const client of clients) {
      sendQuery(client);
      expect((await client.partial()).status).toBe(200);
    }
    const third = connect();
    sendQuery(third);
    expect((await third.response()).status).toBe(503);
    third.send(`PUT /note HTTP/1.1\n${json}`, "1");
    expect((await third.response("PUT")).status).toBe(204);
  });
});

describe("close", () => {
  it("ends the streams, and disconnects clients that do not read the end in time", async () => {
    const { connect, events, errors } = await serve((_, response) => {
      response.writeHead(200, { "Content-Type": "text/plain" }).end("x".repeat(64 * 1024 * 1024));
    });
    const reader = connect();
    sendQuery(reader);
    await reader.partial();
    const asleep = connect();
    asleep.socket.pause();
    sendPrep(asleep);
    await until(() => events.stats().opened === 2);
    await events.close({ within: 0.2 });
    expect((await reader.response()).complete).toBe(true);
    await until(() => events.stats().subscriptions.total === 0);
    expect(errors).toMatchObject([{ code: "slow-reader" }]);
    asleep.socket.resume();
    await asleep.closed;
    const late = connect();
    sendQuery(late);
    expect((await late.response()).status).toBe(503);
  });

  it("is not needed to disconnect a client that does not read the end of its stream (closingSeconds)", async () => {
    const { connect, events, errors } = await serve(
      (_, response) => response.writeHead(200, { "Content-Type": "text/plain" }).end("hello"),
      { deltas: ["text/plain"], limits: { closingSeconds: 0.2, waitingBytes: Number.POSITIVE_INFINITY } },
    );
    const client = connect();
    sendQuery(client, {
      accept: "application/http",
      content: '{"events":{"Accept":"application/json;delta=\\"text/plain\\""}}',
    });
    await client.partial();
    client.socket.pause();
    const content = new Uint8Array(4 * 1024 * 1024);
    for (let count = 0; count < 8; count += 1) {
      await events.notify("/note", { type: "update", delta: { mediaType: "text/plain", content: content.fill(97) } });
    }
    await events.notify("/note", { type: "delete" });
    await until(() => events.stats().subscriptions.total === 0);
    expect(errors).toMatchObject([{ code: "slow-reader" }]);
  });
});
