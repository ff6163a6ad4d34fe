import { expect, it, vi } from "vitest";
import { turn } from "../../test/fixture.ts";
import { MemoryExchange, recordOf } from "../../test/memory-exchange.ts";
import type { AuthorizationDecision, Requester } from "../delivery/authorization.ts";
import { type AdapterCore, createResourceEvents } from "../resource-events.ts";
import type { Hooks } from "./hooks.ts";

async function query(events: AdapterCore, headers = {}, requester: Partial<Requester> = { authorization: true }) {
  const exchange = new MemoryExchange({
    method: "QUERY",
    target: "/a",
    fields: { "content-type": "application/json", accept: "application/json-seq", ...headers },
    content: '{"events":{}}',
  });
  exchange.requester = () => ({ client: "me", ...requester }) as Requester;
  await events.handle(exchange);
  return exchange;
}

it("counts current and past subscriptions, and calls the hooks", async () => {
  const hooks = { onSubscribed: vi.fn(), onEnded: vi.fn(), onRefused: vi.fn(), onDelivered: vi.fn() } satisfies Hooks;
  const events = createResourceEvents({ hooks });
  const id = await events.notify("/a", { type: "update" });
  const first = await query(events);
  const second = await query(events, { "last-event-id": id });
  await query(events, {}, { authorization: false });
  expect(events.stats()).toMatchObject({
    subscriptions: {
      total: 2,
      byProtocol: { prep: 0, "events-query": 2 },
      byResource: new Map([["/a", 2]]),
    },
    opened: 2,
    resumed: 1,
    refused: { 403: 1, 429: 0, 503: 0 },
    delivered: 0,
    bytes: 0,
    log: { events: 1 },
    lag: { count: 0, sum: 0, longest: 0 },
  });
  await events.notify("/a", { type: "update" });
  await turn();
  first.sink.leave();
  await events.notify("/a", { type: "delete" });
  const { lag, log, ...stats } = events.stats();
  expect(stats).toMatchObject({
    subscriptions: { total: 0, byResource: new Map() },
    ended: { left: 1, deleted: 1, duration: 0, "cut-off": 0 },
    delivered: 3,
    bytes: first.sink.text.length + second.sink.text.length,
  });
  expect(log).toMatchObject({ events: 3, bytes: expect.any(Number) });
  expect(lag.count).toBe(2);
  expect(lag.longest).toBeGreaterThan(0);
  expect(lag.sum).toBeGreaterThanOrEqual(lag.longest);

  const description = {
    resource: "/a",
    protocol: "events-query",
    encapsulation: "json-seq",
    form: "application/json",
    duration: 600,
  };
  expect(hooks.onSubscribed.mock.calls).toEqual([
    [{ ...description, resumed: false }],
    [{ ...description, resumed: true }],
  ]);
  expect(hooks.onEnded.mock.calls).toEqual([
    [hooks.onSubscribed.mock.calls[0]?.[0], { reason: "left", seconds: expect.any(Number) }],
    [hooks.onSubscribed.mock.calls[1]?.[0], { reason: "deleted", seconds: expect.any(Number) }],
  ]);
  expect(hooks.onRefused.mock.calls).toEqual([
    [{ resource: "/a", protocol: "events-query", client: "me", status: 403, code: "unauthorized" }],
  ]);
  expect(hooks.onDelivered.mock.calls.map(([{ event }]) => event.type)).toEqual(["update", "delete"]);
});

it("goes on if hooks fail (invariant 8)", async () => {
  const errors: unknown[] = [];
  const failing = () => {
    throw new Error("hook");
  };
  const rejecting = () => Promise.reject(new Error("hook"));
  const hooks: Hooks = { onSubscribed: failing, onEnded: rejecting, onRefused: failing, onDelivered: rejecting };
  const events = createResourceEvents({ hooks, onError: (error) => errors.push(error) });
  const { sink } = await query(events);
  expect((await query(events, {}, { authorization: false })).sink.status).toBe(403);
  await events.notify("/a", { type: "update" });
  await turn();
  await events.notify("/a", { type: "delete" });
  await turn();
  expect(sink.text).toMatch(/update.*\n.*delete/);
  expect(sink.outcome).toBe("ended");
  expect(errors).toEqual(Array(5).fill(new Error("hook")));
});

it("refuses a subscription whose requester can't be identified, and reports why", async () => {
  const errors: unknown[] = [];
  const events = createResourceEvents({ onError: (error) => errors.push(error) });
  const exchange = new MemoryExchange({ fields: { "accept-events": '"prep"' } });
  exchange.requester = () => Promise.reject(new Error("no database"));
  await events.handle(exchange);
  expect(recordOf(exchange.passed?.fields)).toMatchObject({
    Events: 'protocol="prep", status=503',
    "Retry-After": "5",
  });
  expect(errors).toEqual([new Error("no database")]);
  expect(events.stats().subscriptions.total).toBe(0);
});

it.each([false, undefined, null, 0, "yes", { until: new Date(0) }, { until: new Date(Number.NaN) }])(
  "refuses a subscription if `authorize` returns %o",
  async (decision) => {
    const events = createResourceEvents();
    const { sink } = await query(events, {}, { authorization: decision as AuthorizationDecision });
    expect(sink.status).toBe(403);
    expect(events.stats().subscriptions.total).toBe(0);
  },
);
