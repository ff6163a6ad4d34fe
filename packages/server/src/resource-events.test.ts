import { describe, expect, it } from "vitest";
import { DelayedLog } from "../test/delayed-log.ts";
import { baseOf, turn } from "../test/fixture.ts";
import { handle, MemoryExchange, notified, watch } from "../test/memory-exchange.ts";
import { PushedBody } from "../test/pushed-body.ts";
import type { EventLog } from "./events/log.ts";
import { createMemoryLog } from "./events/memory-log.ts";
import { createResourceEvents } from "./resource-events.ts";

const welcome = "/notes/welcome";
const prep = { fields: { "accept-events": '"prep"' } };
const query = { method: "QUERY", fields: { "content-type": "application/json" }, content: "{}" };

describe("notify", () => {
  it("resolves with the id of the event", async () => {
    const events = createResourceEvents();
    const sink = await watch(events);
    const ids = await Promise.all([
      events.notify(welcome, { type: "update" }),
      events.notify(welcome, { type: "update", object: "/x" }),
    ]);
    await turn();
    expect(notified(sink).map((one) => one["event-id"])).toEqual(ids);
    sink.leave();
  });

  it("rejects with a documented error code", async () => {
    const log: EventLog = { ...createMemoryLog(), append: () => Promise.reject(new Error("disk")) };
    const events = createResourceEvents({ log });
    await expect(events.notify(welcome, { type: "update", etag: "x" })).rejects.toMatchObject({ code: "event" });
    await expect(events.notify(welcome, { type: "update" })).rejects.toMatchObject({ code: "log" });
  });

  it("delivers in the order of the calls, whatever the order in which the log resolves", async () => {
    const log = new DelayedLog(createMemoryLog());
    const events = createResourceEvents({ log });
    let joined = false;
    const watching = watch(events).finally(() => {
      joined = true;
    });
    while (!joined) {
      log.resolve(0);
      await turn();
    }
    const sink = await watching;
    const notifying = [events.notify(welcome, { type: "update" }), events.notify(welcome, { type: "update" })];
    log.resolve(1);
    await turn();
    expect(notified(sink)).toEqual([]);
    log.resolve(0);
    const ids = await Promise.all(notifying);
    await turn();
    expect(notified(sink).map((one) => one["event-id"])).toEqual(ids);
    sink.leave();
  });
});

describe("close", () => {
  it("ends every stream cleanly, and refuses new ones", async () => {
    const events = createResourceEvents();
    const sinks = [await watch(events), await watch(events)];
    const body = new PushedBody();
    const exchange = new MemoryExchange({ ...prep, response: baseOf(body) });
    const { sink } = exchange;
    const begun = events.handle(exchange);
    await turn();

    const closed = events.close();
    expect(sinks.map(({ outcome }) => outcome)).toEqual(["ended", "ended"]);
    expect(sink.outcome).toBe("open");
    body.end();
    await begun;
    expect(sink.outcome).toBe("ended");
    await closed;

    const refused = await handle(events, query);
    expect(refused.sink).toMatchObject({
      status: 503,
      head: expect.arrayContaining([
        ["Content-Type", "application/problem+json"],
        ["Retry-After", "5"],
      ]),
    });
    expect(JSON.parse(refused.sink.text)).toMatchObject({ code: "closed" });
    expect((await handle(events, prep)).passed?.fields).toEqual(
      expect.arrayContaining([
        ["Events", 'protocol="prep", status=503'],
        ["Retry-After", "5"],
      ]),
    );
    expect(events.stats()).toMatchObject({
      subscriptions: { total: 0 },
      opened: 3,
      ended: { closed: 3 },
      refused: { 503: 2 },
    });
    await events.close();
  });

  it("refuses subscriptions that were joining meanwhile", async () => {
    const log = new DelayedLog(createMemoryLog());
    const events = createResourceEvents({ log });
    const joining = handle(events, query);
    await turn();
    const closed = events.close();
    log.resolve(0);
    expect((await joining).sink).toMatchObject({ status: 503 });
    await closed;
    expect(events.stats().subscriptions.total).toBe(0);
  });

  it("waits for clients that have not read the end, and disconnects them when the time is over", async () => {
    const errors: unknown[] = [];
    const events = createResourceEvents({ onError: (error) => errors.push(error) });
    const [slow, slower] = [await watch(events), await watch(events)];
    slow.lingers = true;
    slower.lingers = true;
    const closed = events.close({ within: 0.05 });
    slow.leave();
    expect(slower.outcome).toBe("ended");
    await closed;
    expect([slow.outcome, slower.outcome]).toEqual(["left", "aborted"]);
    expect(errors).toMatchObject([{ code: "slow-reader" }]);
    expect(events.stats()).toMatchObject({ subscriptions: { total: 0 }, ended: { closed: 2, "cut-off": 0 } });
  });

  it("rejects an invalid number of seconds", async () => {
    for (const within of [-1, Number.NaN, 2_147_484]) {
      await expect(createResourceEvents().close({ within })).rejects.toMatchObject({ code: "option" });
    }
  });
});

it("does not deliver the events of another instance", async () => {
  const [one, other] = [createResourceEvents(), createResourceEvents()];
  const sink = await watch(one);
  await other.notify(welcome, { type: "update" });
  await turn();
  expect(sink.text).toBe("");
  sink.leave();
});
