import { describe, expect, it } from "vitest";
import { baseOf, createFixture, turn } from "../../test/fixture.ts";
import { RecordingSink, recordingResponse } from "../../test/recording-sink.ts";
import type { ResourceEvent } from "../events/event.ts";
import type { EventLog } from "../events/log.ts";
import { createMemoryLog } from "../events/memory-log.ts";

const update = { type: "update" } as const;
const resource = "/notes/welcome";
const sequence = { accept: "application/json-seq" };

/** A log that answers later if the test says so, or not at all. */
function unreliableLog() {
  const memory = createMemoryLog();
  const state = { next: undefined as Promise<unknown> | undefined };
  const append: EventLog["append"] = (event) => {
    const { next } = state;
    state.next = undefined;
    const stored = memory.append(event);
    return next === undefined ? stored : next.then(() => stored);
  };
  return { log: { ...memory, append } satisfies EventLog, state };
}

function idsIn({ text }: RecordingSink): string[] {
  return Array.from(text.matchAll(/"event-id":"([^"]+)"/g), ([, id]) => id ?? "");
}

describe("an event that the log did not take", () => {
  it("ends the streams of its resource before whatever comes after it, and of no other resource", async () => {
    const { log, state } = unreliableLog();
    const { queryPlan, subscribe, channels, happen, core } = createFixture({ log });
    const { sink } = await subscribe(queryPlan('{"events":{}}', sequence));
    const { sink: other } = await subscribe(queryPlan('{"events":{}}', sequence, "/other"));
    const first = await happen(update);
    let fail = (_: Error): void => {};
    state.next = new Promise((_, reject) => (fail = reject));
    const lost = Promise.resolve(channels.record(resource, update)).catch(() => "lost");
    const third = await channels.record(resource, update);
    third.release();
    await turn();
    expect(idsIn(sink)).toEqual([first.id]);
    fail(new Error("disk full"));
    expect(await lost).toBe("lost");
    await turn();
    expect(idsIn(sink)).toEqual([first.id]);
    expect([sink.outcome, core.meter.ended.log]).toEqual(["ended", 1]);
    expect(other.outcome).toBe("open");
    other.leave();
    expect(channels.size).toBe(0);
  });

  it("ends a stream that has not begun, after what was before it", async () => {
    const { log, state } = unreliableLog();
    const { prepPlan, join, happen, channels } = createFixture({ log });
    const subscription = await join(prepPlan({ "accept-events": '"prep";accept="application/json"' }));
    const before = await happen(update);
    state.next = Promise.reject(new Error("disk full"));
    await expect(channels.record(resource, update)).rejects.toMatchObject({ code: "log" });
    const after = await happen(update);
    const sink = new RecordingSink();
    await subscription.begin(baseOf("state"), recordingResponse(sink).respond);
    expect(sink.outcome).toBe("ended");
    expect(sink.text).toContain("state");
    expect(sink.text).toContain(before.id);
    expect(sink.text).not.toContain(after.id);
    expect(channels.size).toBe(0);
  });

  it("lets a client that comes back begin anew, with the representation", async () => {
    const { log, state } = unreliableLog();
    const { prepPlan, subscribe, happen, channels } = createFixture({ log });
    const resume = async ({ id }: ResourceEvent) => {
      const { sink } = await subscribe(prepPlan({ "last-event-id": id }), baseOf("state"));
      sink.leave();
      return sink.text.includes("state") ? "anew" : "resumed";
    };
    const before = await happen(update);
    expect(await resume(before)).toBe("resumed");
    state.next = Promise.reject(new Error("disk full"));
    await expect(channels.record(resource, update)).rejects.toMatchObject({ code: "log" });
    expect(await resume(before)).toBe("anew");
    const after = await happen(update);
    expect(await resume(before)).toBe("anew");
    expect(await resume(after)).toBe("resumed");
  });
});
