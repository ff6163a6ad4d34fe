import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type EventDetails, eventOf, type ResourceEvent, type UnloggedEvent } from "./event.ts";
import { createMemoryLog, type MemoryLogOptions } from "./memory-log.ts";

function happening(resource: string, deltaBytes?: number): UnloggedEvent {
  return {
    resource,
    type: "update",
    method: "PATCH",
    published: new Date(0),
    uuid: "6b5c3ed5-6ee0-4f63-b1b8-6d0bba5a8f0b",
    ...(deltaBytes === undefined ? {} : { delta: { mediaType: "text/plain", content: new Uint8Array(deltaBytes) } }),
  };
}

/** A log in memory is synchronous. */
function logOf(options?: MemoryLogOptions) {
  const log = createMemoryLog(options);
  return {
    append: (resource: string, deltaBytes?: number) => log.append(happening(resource, deltaBytes)) as ResourceEvent,
    position: (resource: string) => log.position(resource) as string,
    after: (resource: string, id: string) =>
      (log.after(resource, id) as readonly ResourceEvent[] | undefined)?.map((event) => event.id),
  };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("createMemoryLog", () => {
  it("begins at a position, and continues from there", () => {
    const log = logOf();
    const beginning = log.position("/a");
    // Each time in other words: the same ones would say that nothing has happened on any other resource either.
    expect(log.position("/a")).not.toBe(beginning);
    expect(log.after("/a", beginning)).toEqual([]);
    expect(log.after("/a", log.position("/a"))).toEqual([]);
    const first = log.append("/a");
    expect(first).toMatchObject({ ...happening("/a"), id: expect.stringMatching(/^[!-~]{1,256}$/) });
    const second = log.append("/a");
    expect(log.position("/a")).toBe(second.id);
    expect(log.after("/a", beginning)).toEqual([first.id, second.id]);
    expect(log.after("/a", first.id)).toEqual([second.id]);
    expect(log.after("/a", second.id)).toEqual([]);
  });

  it("does not know ids of another resource or log, or ids that it never gave", () => {
    const log = logOf();
    const [mine, other] = [log.append("/a"), log.append("/b")];
    expect(log.after("/a", other.id)).toBeUndefined();
    expect(log.after("/a", log.position("/c"))).toBeUndefined();
    expect(log.after("/a", logOf().append("/a").id)).toBeUndefined();
    const forged = ["", "*", "-", "x", `${mine.id}0`, `0${mine.id}`, mine.id.toUpperCase(), mine.id.replace(/.$/, "z")];
    for (const id of forged) {
      if (id !== mine.id) expect(log.after("/a", id), id).toBeUndefined();
    }
  });

  it("forgets by count, for each resource separately", () => {
    const log = logOf({ eventsPerResource: 2 });
    const other = log.append("/b");
    const beginning = log.position("/a");
    const [first, second, third] = [log.append("/a"), log.append("/a"), log.append("/a")];
    expect(log.after("/a", beginning)).toBeUndefined();
    // What came after the first is still all there.
    expect(log.after("/a", first.id)).toEqual([second.id, third.id]);
    log.append("/a");
    expect(log.after("/a", first.id)).toBeUndefined();
    expect(log.after("/b", other.id)).toEqual([]);
  });

  it("forgets by age, counted from the time of storing", () => {
    const log = logOf({ age: 10 });
    const beginning = log.position("/a");
    const first = log.append("/a");
    vi.setSystemTime(1_009_999);
    expect(log.after("/a", beginning)).toEqual([first.id]);
    const second = log.append("/a");
    vi.setSystemTime(1_010_000);
    expect(log.after("/a", beginning)).toBeUndefined();
    expect(log.after("/a", first.id)).toEqual([second.id]);
    vi.setSystemTime(1_020_000);
    expect(log.after("/a", first.id)).toBeUndefined();
    // Nothing has happened since, so that there is nothing to miss.
    expect(log.after("/a", second.id)).toEqual([]);
    expect(log.after("/a", log.position("/a"))).toEqual([]);
  });

  it("forgets by bytes, the oldest of all resources first", () => {
    const log = logOf({ bytes: 11_000 });
    const beginning = log.position("/b");
    const a = log.append("/a", 4_000);
    const b = log.append("/b", 4_000);
    const c = log.append("/c", 4_000);
    expect(log.after("/a", a.id)).toEqual([]);
    expect(log.after("/b", beginning)).toEqual([b.id]);
    const huge = log.append("/d", 20_000);
    for (const [resource, id] of [
      ["/a", a.id],
      ["/b", b.id],
      ["/c", c.id],
    ] as const) {
      expect(log.after(resource, id), resource).toBeUndefined();
    }
    expect(log.after("/d", huge.id)).toEqual([]);
    expect(log.after("/d", log.position("/d"))).toEqual([]);
  });

  it("never takes the id of a forgotten event for a current position", () => {
    const log = logOf({ age: 1 });
    const old = log.append("/a");
    log.append("/b");
    vi.setSystemTime(1_002_000);
    log.append("/c");
    // The log knows nothing of /a any more, and does not pretend to.
    expect(log.after("/a", old.id)).toBeUndefined();
    const fresh = log.append("/a");
    expect(log.after("/a", old.id)).toBeUndefined();
    expect(fresh.id).not.toBe(old.id);
  });

  it("resumes on a quiet resource even if events of others were forgotten meanwhile", () => {
    const log = logOf({ age: 10 });
    log.append("/other");
    vi.setSystemTime(1_005_000);
    const quiet = log.position("/quiet");
    vi.setSystemTime(1_014_000);
    log.append("/another");
    expect(log.after("/quiet", quiet)).toEqual([]);
    const { id } = log.append("/quiet");
    expect(log.after("/quiet", quiet)).toEqual([id]);
  });

  it.each([{ eventsPerResource: 0 }, { bytes: -1 }, { age: Number.NaN }, { age: 0 }])(
    "refuses an invalid limit: %o",
    (options) => {
      expect(() => createMemoryLog(options)).toThrow(expect.objectContaining({ name: "ServerError", code: "option" }));
    },
  );

  it("takes Infinity as no limit", () => {
    const log = logOf({ eventsPerResource: Infinity, bytes: Infinity, age: Infinity });
    const beginning = log.position("/a");
    for (let count = 0; count < 2_000; count += 1) log.append("/a", 100);
    vi.setSystemTime(Number.MAX_SAFE_INTEGER / 2);
    expect(log.after("/a", beginning)).toHaveLength(2_000);
  });

  it("keeps nothing about forgotten resources", () => {
    const log = logOf({ bytes: 100_000 });
    for (let count = 0; count < 1_000; count += 1) log.append(`/warm/${count}`);
    const before = inUse();
    // At only 30 bytes a resource this would come to 3 MB.
    for (let count = 0; count < 100_000; count += 1) log.append(`/resources/${count}`);
    expect(inUse() - before).toBeLessThan(2_000_000);
    expect(log.append("/end").id).toBeDefined();
  });

  const slab = new Uint8Array(65_536);
  /** What a target begins with, as a framework cuts it off: engines keep the whole target for it. */
  const cut = (index: number) => `/notes/abcdefghijklmnop${index}?${"q".repeat(4_000)}${index}`.split("?")[0] as string;
  it.each<[string, (index: number) => Partial<UnloggedEvent>]>([
    ["of one resource", () => ({ resource: "/notes/1" })],
    ["of a resource each", (index) => ({ resource: `/notes/${index}` })],
    ["two of a resource", (index) => ({ resource: `/notes/${index >> 1}` })],
    ["of resources with long names", (index) => ({ resource: `/notes/${String(index).padStart(500, "x")}` })],
    ["with names beyond Latin-1", (index) => ({ resource: `/\u4e00${String(index).padStart(200, "\u4e00")}` })],
    ["with names that were cut off", (index) => ({ resource: cut(index) })],
    ["with an entity tag", (index) => ({ etag: `"${index}-abcdefgh"` })],
    [
      "with entity tags of two types",
      (index) => ({ etag: { "text/plain": `"${index}-a"`, "text/html": `"${index}-b"` } }),
    ],
    ["with entity tags of a type each", (index) => ({ etag: { [`application/x-${index}`]: `"${index}-a"` } })],
    ["with a member", (index) => ({ object: `/notes/${index}` })],
    ["with a member that was cut off", (index) => ({ object: cut(index) })],
    ["with a delta in a large buffer", () => ({ delta: { mediaType: "a/b", content: slab.subarray(100, 400) } })],
    [
      "with a delta of a type each",
      (index) => ({ delta: { mediaType: `a/b;c=${index}`, content: slab.slice(0, 60) } }),
    ],
    ["with a large delta", () => ({ delta: { mediaType: "a/b", content: new Uint8Array(5_000) } })],
  ])("says within a tenth how many bytes it holds, of events %s", (_, detailsOf) => {
    // A mocked date takes more memory.
    vi.useRealTimers();
    const count = 10_000;
    const log = createMemoryLog({ bytes: Infinity, eventsPerResource: Infinity, age: Infinity });
    const append = (index: number) =>
      log.append(eventOf(detailsOf(index).resource ?? "/a", eventDetails(detailsOf(index))));
    append(-1);
    const [before, said] = [inUse(), log.size?.()?.bytes ?? 0];
    for (let index = 0; index < count; index += 1) append(index);
    const held = inUse() - before;
    const share = ((log.size?.()?.bytes ?? 0) - said) / held;
    expect(share).toBeGreaterThan(0.9);
    expect(share).toBeLessThan(1.1);
  });

  it("counts what events share once, and nothing of it when they are forgotten", () => {
    const log = createMemoryLog({ age: 10 });
    const append = (details: Partial<UnloggedEvent>) => log.append({ ...happening("/a"), ...details });
    const bytesOf = (details: Partial<UnloggedEvent>): number => {
      const before = log.size?.()?.bytes ?? 0;
      append(details);
      return (log.size?.()?.bytes ?? 0) - before;
    };
    const mediaType = `text/${"x".repeat(1_000)}`;
    const [content, etag] = [new Uint8Array(10), { [mediaType]: '"1"' }];
    for (const details of [{ delta: { mediaType, content } }, { etag }, { method: "M".repeat(1_000) }]) {
      const [first, second] = [bytesOf(details), bytesOf(details)];
      expect(first - second).toBeGreaterThan(1_000);
      expect(second).toBeLessThan(1_000);
    }
    vi.setSystemTime(1_010_000);
    log.position("/a");
    expect(log.size?.()).toEqual({ events: 0, bytes: 0 });
  });

  it("stores events as they were given", () => {
    const details = {
      object: "/a/ü",
      etag: { "text/plain": '"1"' },
      delta: { mediaType: "a/b", content: slab.subarray(3, 7) },
    };
    expect(createMemoryLog().append({ ...happening("/a"), ...details })).toMatchObject({
      ...happening("/a"),
      ...details,
      delta: { mediaType: "a/b", content: new Uint8Array(4) },
    });
  });

  it("looks up and appends when full as when it has few events", () => {
    const log = createMemoryLog({ bytes: 2_000_000 });
    const millisecondsFor = (from: number): number => {
      const begun = performance.now();
      for (let index = from; index < from + 2_000; index += 1) {
        const { id } = log.append(happening(`/notes/${index}`)) as ResourceEvent;
        log.after(`/notes/${index}`, id);
        log.position("/elsewhere");
      }
      return performance.now() - begun;
    };
    millisecondsFor(0);
    const [few, full] = [
      [1, 2, 3],
      [10, 11, 12],
    ].map((rounds) => Math.min(...rounds.map((round) => millisecondsFor(round * 2_000)))) as [number, number];
    // Forgetting the oldest once cost up to 25 times as much as appending.
    expect(full / few).toBeLessThan(8);
  });
});

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function inUse(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** What `notify` would be given. */
function eventDetails({ resource: _, ...details }: Partial<UnloggedEvent>): EventDetails {
  return { type: "update", ...details };
}

describe("with random events and limits", () => {
  const step = fc.record({
    resource: fc.constantFrom("/a", "/b", "/c"),
    kind: fc.constantFrom("append", "append", "append", "position", "wait" as const),
    size: fc.nat(3_000),
  });
  const bounds = fc.record({
    eventsPerResource: fc.integer({ min: 1, max: 6 }),
    bytes: fc.integer({ min: 300, max: 20_000 }),
    age: fc.integer({ min: 1, max: 20 }),
  });

  it("an id is unique and, as long as it is known, followed by exactly what came after it", () => {
    fc.assert(
      fc.property(bounds, fc.array(step, { maxLength: 60 }), (options, steps) => {
        const log = logOf(options);
        const history: { resource: string; id: string }[] = [];
        /** Ids and positions that were given out, with how many events had happened by then. */
        const given: { resource: string; id: string; at: number }[] = [];
        for (const { resource, kind, size } of steps) {
          if (kind === "wait") vi.advanceTimersByTime(size * 5);
          if (kind === "append") {
            const { id } = log.append(resource, size);
            expect(history.every((one) => one.id !== id)).toBe(true);
            history.push({ resource, id });
            given.push({ resource, id, at: history.length });
            // What has happened is the newest, and there is nothing after it.
            expect(log.after(resource, log.position(resource))).toEqual([]);
            expect(log.after(resource, id)).toEqual([]);
          } else {
            const id = log.position(resource);
            expect(log.after(resource, id)).toEqual([]);
            given.push({ resource, id, at: history.length });
          }
          for (const one of given) {
            const since = history.slice(one.at).filter((event) => event.resource === one.resource);
            const answer = log.after(one.resource, one.id);
            if (answer !== undefined) expect(answer).toEqual(since.map(({ id }) => id));
            for (const other of ["/a", "/b", "/c"]) {
              if (other !== one.resource) expect(log.after(other, one.id)).toBeUndefined();
            }
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it("stays within the limits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(60), (eventsPerResource, count) => {
        const log = logOf({ eventsPerResource });
        const ids = [log.position("/a")];
        for (let index = 0; index < count; index += 1) ids.push(log.append("/a").id);
        ids.forEach((id, index) => {
          const later = ids.slice(index + 1);
          expect(log.after("/a", id)).toEqual(later.length <= eventsPerResource ? later : undefined);
        });
      }),
    );
  });

  it("answers any id without throwing", () => {
    const log = logOf();
    const { id } = log.append("/a");
    const forged = fc.oneof(
      fc.string(),
      fc.tuple(fc.nat(79), fc.base64String({ minLength: 4, maxLength: 4 })).map(([index, text]) => {
        return id.slice(0, index) + text.charAt(0) + id.slice(index + 1);
      }),
    );
    fc.assert(
      fc.property(forged, (one) => {
        if (one !== id) expect(log.after("/a", one)).toBeUndefined();
      }),
    );
  });
});
