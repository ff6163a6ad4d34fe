import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createFixture, turn } from "../../test/fixture.ts";
import { RecordingSink, recordingResponse } from "../../test/recording-sink.ts";
import type { EventDetails, ResourceEvent } from "../events/event.ts";
import type { ResourceEventsOptions } from "../settings/options.ts";
import type { Authorization, CheckResult } from "./authorization.ts";

const update = { type: "update" } as const;
const sequence = { accept: "application/json-seq" };

function ids({ text }: RecordingSink): string[] {
  return Array.from(text.matchAll(/"event-id":"([^"]+)"/g), ([, id]) => id ?? "");
}

async function subscribed(authorization: Authorization, options: ResourceEventsOptions = {}) {
  const fixture = createFixture(options);
  const { sink } = await fixture.subscribe(
    fixture.queryPlan('{"events":{}}', sequence),
    undefined,
    new RecordingSink(),
    authorization,
  );
  return { ...fixture, sink };
}

afterEach(() => {
  vi.useRealTimers();
});

describe("authorization (EQ-AZ-1)", () => {
  it("is checked before each notification, and ends the response before the first that is forbidden", async () => {
    const decisions = [true, true, false];
    const check = vi.fn(() => decisions.shift() ?? true);
    const { sink, happen, core } = await subscribed({ check });
    const events = [await happen(update), await happen(update)];
    await happen(update);
    expect(ids(sink)).toEqual(events.map(({ id }) => id));
    expect(sink.outcome).toBe("ended");
    expect(check).toHaveBeenCalledTimes(3);
    expect(core.meter.ended.unauthorized).toBe(1);
  });

  it("is awaited, and keeps the order of events that happen meanwhile", async () => {
    const pending: ((holds: boolean) => void)[] = [];
    const check = () => new Promise<boolean>((resolve) => pending.push(resolve));
    const { sink, happen } = await subscribed({ check });
    const events = [await happen(update), await happen(update), await happen(update)];
    expect(ids(sink)).toEqual([]);
    expect(pending).toHaveLength(1);
    pending[0]?.(true);
    await turn();
    // Events that came during the first check are checked together.
    expect(ids(sink)).toEqual([events[0]?.id]);
    expect(pending).toHaveLength(3);
    pending[2]?.(true);
    await turn();
    expect(ids(sink)).toHaveLength(1);
    pending[1]?.(true);
    await turn();
    expect(ids(sink)).toEqual(events.map(({ id }) => id));
    await happen(update);
    pending[3]?.(false);
    await turn();
    expect(ids(sink)).toHaveLength(3);
    expect(sink.outcome).toBe("ended");
  });

  it.each([true, false])("is awaited whatever kind of promise the check returns: %s", async (holds) => {
    const check = (): Promise<boolean> => runInNewContext(`Promise.resolve(${holds})`);
    const { sink, happen } = await subscribed({ check });
    const event = await happen(update);
    await turn();
    expect(ids(sink)).toEqual(holds ? [event.id] : []);
    expect(sink.outcome).toBe(holds ? "open" : "ended");
  });

  it("that is still being checked when the resource is deleted holds the stream open until the deletion was sent", async () => {
    let decide = (_: boolean): void => {};
    const check = () =>
      new Promise<boolean>((resolve) => {
        decide = resolve;
      });
    const { sink, happen, core } = await subscribed({ check });
    await happen({ type: "delete" });
    expect(sink.outcome).toBe("open");
    decide(true);
    await turn();
    expect(sink.text).toContain('"type":"delete"');
    expect(sink.outcome).toBe("ended");
    expect(core.meter.ended.deleted).toBe(1);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no database");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no database"))],
  ])("counts as denied if its check %s, and the error is reported", async (_, check) => {
    const { sink, happen, errors } = await subscribed({ check });
    await happen(update);
    expect(ids(sink)).toEqual([]);
    expect(sink.outcome).toBe("ended");
    expect(errors).toMatchObject([{ code: "authorization", cause: { message: "no database" } }]);
  });

  it("cuts off the subscriber if too many notifications wait for its check", async () => {
    const { sink, happen, errors } = await subscribed(
      { check: () => new Promise<boolean>(() => {}) },
      { limits: { waitingBytes: 1_000 } },
    );
    for (let count = 0; count < 20; count += 1) await happen(update);
    expect(sink.outcome).toBe("aborted");
    expect(errors).toMatchObject([{ code: "authorization" }]);
  });

  it("ends the response at once when it is revoked", async () => {
    const revocation = new AbortController();
    const { sink, happen, channels } = await subscribed({ revoked: revocation.signal });
    const { id } = await happen(update);
    revocation.abort();
    expect(sink.outcome).toBe("ended");
    await happen(update);
    expect(ids(sink)).toEqual([id]);
    expect(channels.size).toBe(0);
  });

  it("lets no notification through if it was revoked while the representation was read", async () => {
    const revocation = new AbortController();
    const { join, prepPlan, happen } = createFixture();
    const subscription = await join(prepPlan(), { revoked: revocation.signal });
    await happen(update);
    revocation.abort();
    const sink = new RecordingSink();
    await subscription.begin({ status: 200, fields: new Headers(), body: null }, () => sink);
    expect(sink.text).not.toContain("Method:");
    expect(sink.outcome).toBe("ended");
  });

  it("caps the duration, and ends the response when it expires (EQ-EV-5)", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    const { sink, core } = await subscribed({ until: new Date(Date.now() + 2_500) });
    expect(sink.fields.get("events")).toBe("duration=2.5");
    vi.advanceTimersByTime(2_499);
    expect(sink.outcome).toBe("open");
    vi.advanceTimersByTime(1);
    expect(sink.outcome).toBe("ended");
    expect(core.meter.ended.unauthorized).toBe(1);
  });

  it("caps PREP's `expires`, which is an integer (PREP-EV-4)", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    const { subscribe, prepPlan } = createFixture();
    const { sink } = await subscribe(prepPlan(), undefined, new RecordingSink(), {
      until: new Date(Date.now() + 2_500),
    });
    expect(sink.fields.get("events")).toBe('protocol="prep", status=200, expires=2');
    vi.advanceTimersByTime(2_500);
    expect(sink.outcome).toBe("ended");
  });

  it("does not extend the duration if it lasts longer", async () => {
    const { sink, happen } = await subscribed({ until: new Date(Date.now() + 1e9) });
    expect(sink.fields.get("events")).toBe("duration=600");
    const { id } = await happen(update);
    expect(ids(sink)).toEqual([id]);
    sink.leave();
  });

  it("can omit events, live, missed or held, and the stream goes on (PREP-SE-2)", async () => {
    const check = (event: ResourceEvent) => (event.object === "/secret" ? ("omit" as const) : true);
    for (const answer of [check, async (event: ResourceEvent) => check(event)]) {
      const { happen, join, queryPlan, core } = createFixture();
      const secret: EventDetails = { type: "create", object: "/secret" };
      const first = await happen(update);
      await happen(secret);
      const missed = await happen(update);
      const plan = queryPlan('{"events":{}}', { ...sequence, "last-event-id": first.id });
      const subscription = await join(plan, { check: answer });
      await happen(secret);
      const held = await happen(update);
      const sink = new RecordingSink();
      await subscription.begin({ status: 200, fields: new Headers(), body: null }, recordingResponse(sink).respond);
      await happen(secret);
      const live = await happen(update);
      await turn();
      expect(ids(sink)).toEqual([missed.id, held.id, live.id]);
      expect(sink.text).not.toContain("secret");
      expect(sink.outcome).toBe("open");
      expect(core.meter.delivered).toBe(3);
      await happen({ type: "delete" });
      await turn();
      expect(sink.outcome).toBe("ended");
    }
  });

  it("ends a stream whose resource is deleted even if it omits that event", async () => {
    const { sink, happen } = await subscribed({ check: () => "omit" });
    await happen(update);
    expect(sink.outcome).toBe("open");
    await happen({ type: "delete" });
    expect(sink).toMatchObject({ text: "", outcome: "ended" });
  });

  it("awaits the next event if it omits a single notification (EQ-SN-1)", async () => {
    const { happen, subscribe, queryPlan } = createFixture();
    const check = ({ object }: ResourceEvent) => (object === undefined ? true : ("omit" as const));
    const { sink } = await subscribe(queryPlan("{}"), undefined, new RecordingSink(), { check });
    await happen({ type: "create", object: "/secret" });
    expect(sink).toMatchObject({ text: "", outcome: "open" });
    const { id } = await happen(update);
    expect(sink.outcome).toBe("ended");
    expect(sink.text).toContain(id);
  });

  it("cuts off nobody for what is released at once while it answers, but for what comes afterwards", async () => {
    const { channels, subscribe, queryPlan, core, codes } = createFixture({ limits: { waitingBytes: 1_000 } });
    const answers: (() => void)[] = [];
    const check = () => new Promise<boolean>((resolve) => void answers.push(() => resolve(true)));
    const plan = queryPlan('{"events":{}}', sequence);
    const sinks = [];
    for (let count = 0; count < 2; count += 1) {
      sinks.push((await subscribe(plan, undefined, new RecordingSink(), { check })).sink);
    }
    const release = async (count: number) => {
      const recorded = [];
      for (let index = 0; index < count; index += 1) recorded.push(await channels.record(plan.resource, update));
      for (const one of recorded.toReversed()) one.release();
      await turn();
      return recorded.map(({ event }) => event.id);
    };
    const released = await release(20);
    expect(answers).toHaveLength(40);
    for (const answer of answers) answer();
    await turn();
    for (const sink of sinks) expect([ids(sink), sink.outcome]).toEqual([released, "open"]);
    await release(1);
    await release(20);
    expect([codes(), core.meter.ended["cut-off"]]).toEqual([["authorization", "authorization"], 2]);
  });

  it("does not count what it omits as skipped by a slow reader", async () => {
    const { happen, subscribe, queryPlan } = createFixture({ limits: { waitingBytes: 1_000 } });
    const check = ({ object }: ResourceEvent) => (object === undefined ? true : ("omit" as const));
    const plan = queryPlan('{"events":{"latest":true}}', sequence);
    const { sink } = await subscribe(plan, undefined, new RecordingSink(), { check });
    sink.stalled = true;
    for (let count = 0; count < 10; count += 1) {
      await happen(update);
      await happen({ type: "create", object: "/secret" });
    }
    sink.take();
    await turn();
    const skipped = Number(/"skipped":(\d+)/.exec(sink.text)?.[1]);
    expect(ids(sink)).toHaveLength(10 - skipped);
  });

  describe("is asked again about an event that waited for a slow reader", () => {
    const answers = (answer: CheckResult): [name: string, again: () => CheckResult | Promise<CheckResult>][] => [
      ["at once", () => answer],
      ["later", async () => answer],
    ];

    /** A subscriber that read nothing of three events, and is asked again about the last one. */
    async function slow(again: () => CheckResult | Promise<CheckResult>) {
      const fixture = createFixture({ limits: { waitingBytes: 300 } });
      let asked = 0;
      const check = () => {
        asked += 1;
        return asked === 4 ? again() : true;
      };
      const plan = fixture.queryPlan('{"events":{"latest":true}}', sequence);
      const { sink } = await fixture.subscribe(plan, undefined, new RecordingSink(), { check });
      sink.stalled = true;
      const events = [await fixture.happen(update), await fixture.happen(update), await fixture.happen(update)];
      expect(ids(sink)).toEqual([events[0]?.id]);
      sink.take();
      sink.stalled = false;
      await turn();
      return { ...fixture, sink, events: events.map(({ id }) => id) };
    }

    it.each(answers(true))("and sends it: %s", async (_, again) => {
      const { sink, events } = await slow(again);
      expect(ids(sink)).toEqual([events[0], events[2]]);
      expect(sink.text).toContain('"skipped":1');
      sink.leave();
    });

    it.each(answers(false))("and ends the stream without it: %s", async (_, again) => {
      const { sink, events, core } = await slow(again);
      expect(ids(sink)).toEqual([events[0]]);
      expect([sink.outcome, core.meter.ended.unauthorized]).toEqual(["ended", 1]);
    });

    it.each(answers("omit"))("and leaves it out, as one that was never there: %s", async (_, again) => {
      const { sink, events, happen, core } = await slow(again);
      expect(ids(sink)).toEqual([events[0]]);
      const next = await happen(update);
      expect(ids(sink)).toEqual([events[0], next.id]);
      expect([sink.text.match(/"skipped":\d+/g), core.meter.skipped]).toEqual([['"skipped":1'], 1]);
      const last = await happen(update);
      expect(ids(sink)).toEqual([events[0], next.id, last.id]);
      sink.leave();
    });

    it("and sends the one that came during the answer instead", async () => {
      let answer = (_: CheckResult): void => {};
      const { sink, events, happen } = await slow(() => new Promise((resolve) => (answer = resolve)));
      const newest = await happen(update);
      answer("omit");
      await turn();
      expect(ids(sink)).toEqual([events[0], newest.id]);
      expect(sink.text).toContain('"skipped":2');
      sink.leave();
    });

    it("and does not wait for the answer if the stream ends", async () => {
      for (const again of [(): CheckResult => "omit", async () => true]) {
        const { happen, queryPlan, subscribe } = createFixture({ limits: { waitingBytes: 300 } });
        let asked = 0;
        const check = ({ type }: ResourceEvent): CheckResult | Promise<CheckResult> => {
          asked += 1;
          return type === "delete" ? "omit" : asked > 3 ? again() : true;
        };
        const plan = queryPlan('{"events":{"latest":true}}', sequence);
        const { sink } = await subscribe(plan, undefined, new RecordingSink(), { check });
        sink.stalled = true;
        const first = await happen(update);
        await happen(update);
        await happen({ type: "delete" });
        expect(ids(sink)).toEqual([first.id]);
        expect(sink.outcome).toBe("ended");
      }
    });
  });

  it("is asked about several missed events at once, and their order is kept", async () => {
    const { happen, subscribe, queryPlan } = createFixture();
    const first = await happen(update);
    const missed: ResourceEvent[] = [];
    for (let count = 0; count < 100; count += 1) missed.push(await happen(update));
    let [pending, most] = [0, 0];
    const check = async ({ id }: ResourceEvent) => {
      pending += 1;
      most = Math.max(most, pending);
      for (let ticks = missed.findIndex((event) => event.id === id) % 3; ticks >= 0; ticks -= 1) await turn();
      pending -= 1;
      return true;
    };
    const plan = queryPlan('{"events":{}}', { ...sequence, "last-event-id": first.id });
    const { sink, begun } = await subscribe(plan, undefined, new RecordingSink(), { check });
    await begun;
    expect(ids(sink)).toEqual(missed.map(({ id }) => id));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(32);
    sink.leave();
  });

  it("that does not answer in time has failed", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { sink, happen, errors } = await subscribed({ check: () => new Promise<boolean>(() => {}) });
    await happen(update);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sink).toMatchObject({ text: "", outcome: "ended" });
    expect(errors).toEqual([
      expect.objectContaining({ code: "authorization", cause: expect.objectContaining({ code: "timeout" }) }),
    ]);
  });

  it.each([undefined, null, 1, "yes", {}])("is no clear yes if it answers %j", async (answer) => {
    const { sink, happen } = await subscribed({ check: () => answer as unknown as boolean });
    await happen(update);
    expect(sink).toMatchObject({ text: "", outcome: "ended" });
  });

  it("is checked before missed events are sent", async () => {
    const { happen, subscribe, queryPlan } = createFixture();
    const first = await happen(update);
    await happen(update);
    const plan = queryPlan('{"events":{}}', { ...sequence, "last-event-id": first.id });
    const { sink } = await subscribe(plan, undefined, new RecordingSink(), { check: () => false });
    expect(sink).toMatchObject({ text: "", outcome: "ended" });
  });
});

describe("latest", () => {
  async function slow(plan: string, headers: Record<string, string> = sequence, waitingBytes = 1_000) {
    const fixture = createFixture({ limits: { waitingBytes } });
    const { sink } = await fixture.subscribe(fixture.queryPlan(plan, headers));
    sink.stalled = true;
    return { ...fixture, sink };
  }

  it("skips to the newest event, and says how many were skipped (JSON)", async () => {
    const { sink, happen, core } = await slow('{"events":{"latest":true}}');
    const events = [];
    for (let count = 0; count < 50; count += 1) events.push(await happen(update));
    const before = ids(sink).length;
    expect(sink.waiting).toBeLessThanOrEqual(1_000);
    expect(sink.outcome).toBe("open");
    sink.take();
    await turn();
    const skipped = 50 - before - 1;
    expect(ids(sink)).toEqual([...events.slice(0, before), ...events.slice(-1)].map(({ id }) => id));
    expect(sink.text).toContain(`"skipped":${skipped}}`);
    const next = await happen(update);
    expect(ids(sink).at(-1)).toBe(next.id);
    expect(sink.text.match(/skipped/g)).toHaveLength(1);
    expect(core.meter).toMatchObject({ skipped, delivered: before + 2 });
    sink.leave();
  });

  it("says how many were skipped in a field of message/rfc822, with PREP", async () => {
    const { prepPlan, subscribe, happen } = createFixture({ limits: { waitingBytes: 500 } });
    const { sink } = await subscribe(prepPlan({ "accept-events": '"prep";latest' }));
    sink.stalled = true;
    for (let count = 0; count < 20; count += 1) await happen(update);
    sink.take();
    await turn();
    expect(sink.text).toMatch(/\r\nSkipped: 1\d\r\n/);
    sink.leave();
  });

  it("delivers the deletion however much waits, and ends", async () => {
    const { sink, happen } = await slow('{"events":{"latest":true}}');
    for (let count = 0; count < 50; count += 1) await happen(update);
    await happen({ type: "delete" });
    expect(sink.text).toMatch(/"type":"delete".*"skipped":\d+\}\n$/);
    expect(sink.outcome).toBe("ended");
  });

  it("leaves out a delta after a gap: it would apply to an unknown state", async () => {
    const accept = 'application/json;delta=\\"text/plain\\"';
    const { sink, happen } = await slow(`{"events":{"latest":true,"Accept":"${accept}"}}`);
    const delta = { mediaType: "text/plain", content: new TextEncoder().encode("x") };
    for (let count = 0; count < 50; count += 1) await happen({ ...update, delta });
    const before = sink.text.match(/"delta":/g)?.length;
    sink.take();
    await turn();
    expect(sink.text).toContain("skipped");
    expect(sink.text.match(/"delta":/g)).toHaveLength(before ?? 0);
    sink.leave();
  });

  it.each([
    ["that did not request it", '{"events":{}}'],
    ["with a form that can't say how many were skipped", '{"events":{"latest":true,"Accept":"application/ld+json"}}'],
  ])("does not apply to subscribers %s: they are cut off", async (_, plan) => {
    const { sink, happen, codes } = await slow(plan);
    for (let count = 0; count < 50; count += 1) await happen(update);
    expect(sink.outcome).toBe("aborted");
    expect(codes()).toEqual(["slow-reader"]);
  });

  it("cuts off a subscriber whose sink says that it is ready but is not", async () => {
    const { sink, happen, codes } = await slow('{"events":{"latest":true}}', sequence, 300);
    sink.ready = () => Promise.resolve();
    sink.waiting = 301;
    await happen(update);
    await turn();
    expect(sink.outcome).toBe("aborted");
    expect(codes()).toEqual(["slow-reader"]);
  });

  it("does not hold back for ever a notification that is longer than `waitingBytes`", async () => {
    const { sink, happen } = await slow(
      '{"events":{"latest":true,"Accept":"application/json;delta=\\"text/plain\\""}}',
    );
    const delta = { mediaType: "text/plain", content: new Uint8Array(2_000).fill(97) };
    const quick = await happen({ ...update, delta });
    await turn();
    expect(ids(sink)).toEqual([]);
    // The sink is ready once its peer has read, and stays so.
    sink.take();
    sink.stalled = false;
    await turn();
    expect(ids(sink)).toEqual([quick.id]);
    expect(sink.text).toContain('"delta":"aaaa');
    expect(sink.text).not.toContain("skipped");
    const next = await happen({ ...update, delta });
    await turn();
    expect(ids(sink)).toEqual([quick.id, next.id]);
    sink.leave();
  });

  it("keeps the framing intact if the missed events exceed `waitingBytes`", async () => {
    const { happen, subscribe, queryPlan } = createFixture({ limits: { waitingBytes: 2_000 } });
    const first = await happen(update);
    for (let count = 0; count < 2; count += 1) await happen(update);
    const sink = new RecordingSink();
    sink.stalled = true;
    sink.waiting = 1_999;
    const plan = queryPlan('{"events":{"latest":true}}', { accept: "multipart/mixed", "last-event-id": first.id });
    await subscribe(plan, undefined, sink);
    expect(sink.text).toBe(`--${sink.boundary}`);
    sink.take();
    await turn();
    expect(sink.text.startsWith(`--${sink.boundary}\r\nContent-Type: application/json\r\n`)).toBe(true);
    expect(sink.text).toContain('"skipped":1}');
    sink.leave();
  });
});
