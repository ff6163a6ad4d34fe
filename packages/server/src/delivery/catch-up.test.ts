import { describe, expect, it } from "vitest";
import { baseOf, createFixture, turn } from "../../test/fixture.ts";
import { type RecordingSink, recordingResponse } from "../../test/recording-sink.ts";
import type { EventLog } from "../events/log.ts";
import { createMemoryLog } from "../events/memory-log.ts";

const withState = '{"events":{},"state":{}}';
const sequence = { accept: "application/json-seq" };
const resource = "/notes/welcome";

function idsIn({ text }: RecordingSink): string[] {
  return [...text.matchAll(/"event-id":"([\w-]+)"/g)].map(([, id]) => id ?? "");
}

describe("a representation that may name the event it shows (EQ-RP-6)", () => {
  /** Joins, records events, and only then begins with the representation. */
  async function beginAfterEvents(fields: (ids: string[]) => Record<string, string>, etags: string[], before?: string) {
    const { queryPlan, join, happen } = createFixture();
    // Another subscription keeps the channel alive, so it knows the newest event.
    const other = before === undefined ? undefined : await join(queryPlan(withState, sequence));
    if (before !== undefined) await happen({ type: "update", etag: before });
    const subscription = await join(queryPlan(withState, sequence));
    const ids: string[] = [];
    for (const etag of etags) ids.push((await happen({ type: "update", etag })).id);
    const { sink, respond } = recordingResponse();
    const all = { "content-type": "application/json", ...fields(ids) };
    await subscription.begin(baseOf("1", all), respond);
    other?.cancel();
    sink.leave();
    return { delivered: idsIn(sink).map((id) => ids.indexOf(id)), start: ids.indexOf(sink.eventId) };
  }
  const etags = ['"a"', '"b"', '"c"'];

  it.each<[string, (ids: string[]) => Record<string, string>, number[], number]>([
    ["neither field", () => ({}), [0, 1, 2], -1],
    ["its ETag", () => ({ etag: '"b"' }), [2], 1],
    ["an ETag of none of the events", () => ({ etag: '"z"' }), [0, 1, 2], -1],
    ["its Event-ID", (ids) => ({ "event-id": ids[1] ?? "" }), [2], 1],
    [
      "its Event-ID, which takes precedence over its ETag",
      (ids) => ({ "event-id": ids[0] ?? "", etag: '"c"' }),
      [1, 2],
      0,
    ],
    ["an unknown Event-ID", () => ({ "event-id": "unknown" }), [0, 1, 2], -1],
    ["an invalid Event-ID", () => ({ "event-id": "a b" }), [0, 1, 2], -1],
  ])("is followed by the later events if it has %s", async (_, fields, delivered, start) => {
    expect(await beginAfterEvents(fields, etags)).toMatchObject({ delivered, start });
  });

  it("is followed by events twice, rather than never, if the earlier state had the same ETag", async () => {
    const { delivered } = await beginAfterEvents(() => ({ etag: '"a"' }), ['"b"', '"a"'], '"a"');
    expect(delivered).toEqual([0, 1]);
  });

  it("has the stream start after its Event-ID if that was known before joining, whatever its ETag", async () => {
    const { queryPlan, join, happen } = createFixture();
    const { id } = await happen({ type: "update", etag: '"a"' });
    const subscription = await join(queryPlan(withState, sequence));
    const later = [await happen({ type: "update", etag: '"b"' }), await happen({ type: "update", etag: '"a"' })];
    const { sink, respond } = recordingResponse();
    await subscription.begin(baseOf("1", { "content-type": "application/json", "event-id": id, etag: '"a"' }), respond);
    expect(sink.eventId).toBe(id);
    expect(idsIn(sink)).toEqual(later.map((event) => event.id));
    sink.leave();
  });

  it("has the stream start after an older Event-ID if the application reads from a replica", async () => {
    const { queryPlan, join, happen } = createFixture();
    const [old, newer] = [await happen({ type: "update" }), await happen({ type: "update" })];
    const subscription = await join(queryPlan(withState, sequence));
    const later = await happen({ type: "update" });
    const { sink, respond } = recordingResponse();
    await subscription.begin(baseOf("1", { "content-type": "application/json", "event-id": old.id }), respond);
    expect(sink.eventId).toBe(old.id);
    expect(idsIn(sink)).toEqual([newer.id, later.id]);
    sink.leave();
  });

  it("is not followed by an event that it shows, even if that is released later", async () => {
    const { queryPlan, join, channels } = createFixture();
    const subscription = await join(queryPlan(withState, sequence));
    const recorded = [1, 2].map(() => channels.record(resource, { type: "update" }));
    const [shown, next] = [await recorded[0], await recorded[1]];
    const { sink, respond } = recordingResponse();
    const fields = { "content-type": "application/json", "event-id": shown?.event.id ?? "" };
    await subscription.begin(baseOf("1", fields), respond);
    expect(idsIn(sink)).toEqual([]);
    shown?.release();
    next?.release();
    await turn();
    expect(idsIn(sink)).toEqual([next?.event.id]);
    sink.leave();
    expect(channels.size).toBe(0);
  });
});

describe("a log that fails, or lags behind (invariant 8)", () => {
  const failing = (method: "position" | "after", how: "throws" | "rejects"): EventLog => ({
    ...createMemoryLog(),
    [method]: () => {
      if (how === "throws") throw new Error("disk");
      return Promise.reject(new Error("disk"));
    },
  });

  it.each([
    ["position", "throws", {}],
    ["position", "rejects", {}],
    ["after", "throws", { "last-event-id": "x" }],
    ["after", "rejects", { "last-event-id": "x" }],
  ] as const)("makes joining fail: %s %s", async (method, how, headers) => {
    const { prepPlan, join, channels } = createFixture({ log: failing(method, how) });
    await expect(join(prepPlan(headers))).rejects.toMatchObject({ name: "ServerError", code: "log" });
    expect(channels.size).toBe(0);
  });

  it("fails a subscription whose representation names an event", async () => {
    const { prepPlan, join, channels, errors } = createFixture({ log: failing("after", "rejects") });
    const subscription = await join(prepPlan());
    const { sink, respond } = recordingResponse();
    await subscription.begin(baseOf("x", { "event-id": "y" }), respond);
    expect(sink).toMatchObject({ status: 503, outcome: "ended" });
    expect(errors).toEqual([new Error("disk")]);
    expect(channels.size).toBe(0);
  });

  it("loses no event that it had not stored when it was asked for its position", async () => {
    const memory = createMemoryLog();
    const storing: (() => void)[] = [];
    // A pool of connections may do this: it answers a later request first.
    const log: EventLog = {
      ...memory,
      append: (event) => new Promise((resolve) => storing.push(() => resolve(memory.append(event)))),
    };
    const { queryPlan, join, channels } = createFixture({ log });
    const recording = Promise.resolve(channels.record(resource, { type: "update" }));
    const joining = join(queryPlan('{"events":{}}', sequence));
    await turn();
    for (const store of storing.splice(0)) store();
    const [subscription, { event, release }] = await Promise.all([joining, recording]);
    const { sink, respond } = recordingResponse();
    await subscription.begin(baseOf(), respond);
    release();
    await turn();
    // Either the stream begins after the event, or it is delivered.
    expect(sink.eventId === event.id ? [event.id] : idsIn(sink)).toEqual([event.id]);
    expect(sink.eventId === event.id && idsIn(sink).length > 0).toBe(false);
    sink.leave();
    expect(channels.size).toBe(0);
  });
});
