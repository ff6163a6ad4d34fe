import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { DelayedLog } from "../../test/delayed-log.ts";
import { createFixture, turn } from "../../test/fixture.ts";
import { bytesOf } from "../../test/recording-sink.ts";
import { createMemoryLog } from "../events/memory-log.ts";
import type { EventLog, ResourceEvent } from "../index.ts";
import type { RecordedEvent } from "./channels.ts";

const resource = "/notes/welcome";

/** Listens to a resource, and keeps the delivered events. */
function listening(options: Parameters<typeof createFixture>[0] = {}) {
  const fixture = createFixture(options);
  const delivered: ResourceEvent[] = [];
  const channel = fixture.channels.channel(resource);
  const listener = { onEvent: (event: ResourceEvent) => void delivered.push(event), onFailure: () => {} };
  channel.listen(listener);
  const record = () => fixture.channels.record(resource, { type: "update" }) as RecordedEvent;
  const leave = () => {
    channel.unlisten(listener);
    fixture.channels.tidy(resource);
  };
  return { ...fixture, delivered, channel, record, leave };
}

function failingLog(fails: (call: number) => boolean, how: "throws" | "rejects"): EventLog {
  const log = createMemoryLog();
  let call = 0;
  return {
    ...log,
    append(event) {
      call += 1;
      if (!fails(call)) return how === "throws" ? log.append(event) : Promise.resolve(log.append(event));
      if (how === "throws") throw new Error("disk");
      return Promise.reject(new Error("disk"));
    },
  };
}

it("a delta of a type that the application did not name is not even kept", () => {
  const { channels } = createFixture({ deltas: ["text/plain"] });
  const delta = (mediaType: string) => ({ mediaType, content: bytesOf("x") });
  const record = (mediaType: string) => {
    const { event, release } = channels.record(resource, { type: "update", delta: delta(mediaType) }) as RecordedEvent;
    release();
    return event.delta;
  };
  expect(record("text/plain;charset=utf-8")).toEqual(delta("text/plain;charset=utf-8"));
  expect(record("text/html")).toBeUndefined();
});

describe("record and release (PREP-MS-2, invariant 4)", () => {
  it("returns the id at once, and delivers once released", () => {
    const { record, delivered, leave, channels } = listening();
    const { event, release } = record();
    expect(event.id).toMatch(/^[!-~]+$/);
    expect(delivered).toEqual([]);
    release();
    release();
    expect(delivered).toEqual([event]);
    leave();
    expect(channels.size).toBe(0);
  });

  it("awaits any kind of promise that a log returns", async () => {
    const log = createMemoryLog();
    const foreign = (event: ResourceEvent): Promise<ResourceEvent> =>
      runInNewContext("Promise.resolve(event)", { event });
    const { channels, delivered, leave } = listening({
      log: { ...log, append: (event) => foreign(log.append(event) as ResourceEvent) },
    });
    const { event, release } = await channels.record(resource, { type: "update" });
    expect(event.id).toMatch(/^[!-~]+$/);
    release();
    expect(delivered).toEqual([event]);
    leave();
  });

  it("delivers in the order of the ids, whatever the order of releases (invariant 2)", () => {
    const { record, delivered, leave } = listening();
    const [first, second, third] = [record(), record(), record()];
    third.release();
    second.release();
    expect(delivered).toEqual([]);
    first.release();
    expect(delivered).toEqual([first.event, second.event, third.event]);
    leave();
  });

  it("is not held back by another resource", async () => {
    const { channels, delivered, record, leave } = listening();
    await channels.record("/stuck", { type: "update" });
    record().release();
    expect(delivered).toHaveLength(1);
    leave();
    expect(channels.size).toBe(1);
  });

  it("delivers an event to all listeners before the next, even if a listener releases that", () => {
    const { channel, record, delivered, leave } = listening();
    const [first, second] = [record(), record()];
    const seen: string[] = [];
    const releasing = {
      onFailure: () => {},
      onEvent: (event: ResourceEvent) => {
        seen.push(event.id);
        second.release();
      },
    };
    channel.listen(releasing);
    const last = { onEvent: (event: ResourceEvent) => void seen.push(event.id), onFailure: () => {} };
    channel.listen(last);
    first.release();
    expect(seen).toEqual([first.event.id, first.event.id, second.event.id, second.event.id]);
    expect(delivered.map(({ id }) => id)).toEqual([first.event.id, second.event.id]);
    channel.unlisten(releasing);
    channel.unlisten(last);
    leave();
  });

  it("rejects invalid event details, and leaves nothing behind", () => {
    const { channels } = createFixture();
    expect(() => channels.record(resource, { type: "update", etag: "x" })).toThrow(
      expect.objectContaining({ code: "event" }),
    );
    expect(channels.size).toBe(0);
  });

  it("knows the entity tag of the newest event, even if its id came before that of an older one", async () => {
    const log = new DelayedLog(createMemoryLog());
    const { channel, channels, leave } = listening({ log });
    const recorded = ['"1"', '"2"'].map((etag) => Promise.resolve(channels.record(resource, { type: "update", etag })));
    log.resolve(1);
    await turn();
    log.resolve(0);
    await Promise.all(recorded);
    expect(channel.latestEtag).toBe('"2"');
    for (const one of await Promise.all(recorded)) one.release();
    leave();
    expect(channels.size).toBe(0);
  });
});

describe.each(["throws", "rejects"] as const)("a log that %s (invariant 8)", (how) => {
  it("fails the event with a documented error, and holds nothing back", async () => {
    const { channels, delivered, leave } = listening({ log: failingLog((call) => call === 2, how) });
    const record = async () => channels.record(resource, { type: "update" });
    const first = await record();
    await expect(record()).rejects.toMatchObject({ name: "ServerError", code: "log", cause: new Error("disk") });
    const third = await record();
    third.release();
    expect(delivered).toEqual([]);
    first.release();
    expect(delivered).toEqual([first.event, third.event]);
    leave();
    expect(channels.size).toBe(0);
  });

  it("leaves nothing behind if nobody listens", async () => {
    const { channels } = createFixture({ log: failingLog(() => true, how) });
    await expect((async () => channels.record(resource, { type: "update" }))()).rejects.toMatchObject({ code: "log" });
    expect(channels.size).toBe(0);
  });
});
