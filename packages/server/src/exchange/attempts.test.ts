import { describe, expect, it, vi } from "vitest";
import { baseOf, turn } from "../../test/fixture.ts";
import { type ExchangeDetails, MemoryExchange, recordOf } from "../../test/memory-exchange.ts";
import type { Requester } from "../delivery/authorization.ts";
import { createResourceEvents } from "../resource-events.ts";

const json = { "content-type": "application/json" };
const query = (content: string, fields: Record<string, string> = json): ExchangeDetails => ({
  method: "QUERY",
  fields,
  content,
});
const prep = (accept: string): ExchangeDetails => ({ fields: { "accept-events": `"prep"${accept}` } });

/** Requests that ask for a subscription, and the status that they are refused with. */
const refused: [string, ExchangeDetails, number][] = [
  ["malformed content", query("{"), 400],
  ["content that is no subscription", query('{"state":{}}'), 422],
  ["content of another type", query("{}", { "content-type": "text/plain" }), 415],
  ["content with a coding", query("{}", { ...json, "content-encoding": "gzip" }), 415],
  ["content that is too large", { ...query(""), content: "too large" }, 413],
  ["forms that there are not", query("{}", { ...json, accept: "a/b" }), 406],
  ["PREP with forms that there are not", prep(";accept=a/b"), 406],
  ["PREP with parameters that can't be", prep(";latest=1"), 400],
];

function statusOf({ passed, sink }: MemoryExchange): number {
  if (passed === undefined) return sink.status;
  return Number(/status=(\d+)/.exec(recordOf(passed.fields)["Events"] ?? "")?.[1]);
}

describe.each(["connection", "client"])("what a %s asks for", (who) => {
  const limits = { newSubscriptionsPerConnection: 2, newSubscriptionsPerClient: 2 };

  it.each(refused)("counts, even if it is refused: %s", async (_, details, status) => {
    const events = createResourceEvents({ limits });
    const connection = {};
    const ask = async (given: ExchangeDetails) => {
      const exchange = new MemoryExchange(given);
      const content = vi.spyOn(exchange, "content");
      if (who === "client") exchange.requester = () => ({ client: "me", authorization: true });
      await events.handle(Object.assign(exchange, who === "connection" ? { connection } : {}));
      await turn();
      return { status: statusOf(exchange), read: content.mock.calls.length > 0 };
    };
    const read = details.method === "QUERY";
    expect([await ask(details), await ask(details)]).toEqual([
      { status, read },
      { status, read },
    ]);
    // Neither is the content of another one read.
    expect(await ask(details)).toEqual({ status: 429, read: false });
    expect(await ask(query('{"events":{}}'))).toEqual({ status: 429, read: false });
    expect(await ask(prep(""))).toEqual({ status: 429, read: false });
    expect(events.stats().refused[429]).toBe(3);
  });
});

it("is identified before its content is read, whatever the application says", async () => {
  const errors: unknown[] = [];
  const events = createResourceEvents({ onError: (error) => errors.push(error) });
  const ask = async (requester: () => unknown) => {
    const exchange = new MemoryExchange({ ...query("{"), response: baseOf() });
    const content = vi.spyOn(exchange, "content");
    exchange.requester = requester as () => Requester;
    await events.handle(exchange);
    return [exchange.sink.status, content.mock.calls.length];
  };
  const fail = () => {
    throw new Error("no database");
  };
  expect(await ask(() => ({ authorization: false }))).toEqual([403, 0]);
  expect(await ask(() => undefined)).toEqual([403, 0]);
  expect(errors).toEqual([]);
  expect(await ask(fail)).toEqual([503, 0]);
  expect(await ask(() => Promise.reject(new Error("no database")))).toEqual([503, 0]);
  expect(errors).toHaveLength(2);
  expect(await ask(() => ({ authorization: true }))).toEqual([400, 1]);
});

it("is of the connection that it came by, even if that is not known any more once it is identified", async () => {
  const events = createResourceEvents({ limits: { subscriptionsPerConnection: 1 } });
  const connection = {};
  const ask = async () => {
    const exchange = new MemoryExchange(query('{"events":{}}'));
    let known: object | undefined = connection;
    Object.defineProperty(exchange, "connection", { get: () => known });
    exchange.requester = async () => {
      known = undefined;
      return { authorization: true };
    };
    await events.handle(exchange);
    return exchange.sink.status;
  };
  expect([await ask(), await ask()]).toEqual([200, 429]);
});

it("is refused after its content was read if its authorization has lapsed meanwhile", async () => {
  const events = createResourceEvents();
  const revoked = new AbortController();
  const exchange = new MemoryExchange(query('{"events":{}}'));
  exchange.requester = () => ({ authorization: { revoked: revoked.signal } });
  exchange.content = async () => {
    revoked.abort();
    return new TextEncoder().encode('{"events":{}}');
  };
  await events.handle(exchange);
  expect(exchange.sink.status).toBe(403);
});
