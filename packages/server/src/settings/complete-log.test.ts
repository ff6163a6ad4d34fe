import { describe, expect, it } from "vitest";
import { DelayedLog } from "../../test/delayed-log.ts";
import { turn } from "../../test/fixture.ts";
import { eventOf, type ResourceEvent } from "../events/event.ts";
import type { EventLog } from "../events/log.ts";
import { createMemoryLog } from "../events/memory-log.ts";
import { completeLog } from "./complete-log.ts";

const notes = "/notes/1";

/** A log in memory that takes no event as long as it is `full`. */
function failing(memory: EventLog = createMemoryLog()) {
  const state = { full: false };
  const append: EventLog["append"] = (event) => {
    if (state.full) throw new Error("disk full");
    return memory.append(event);
  };
  const log = completeLog({ ...memory, append });
  const happen = async (resource = notes): Promise<ResourceEvent> => log.append(eventOf(resource, { type: "update" }));
  const lose = (resource = notes): void => {
    state.full = true;
    expect(() => log.append(eventOf(resource, { type: "update" }))).toThrow("disk full");
    state.full = false;
  };
  const idsAfter = async (id: string, resource = notes) => (await log.after(resource, id))?.map((event) => event.id);
  return { log, happen, lose, idsAfter };
}

describe("a log that has not taken an event", () => {
  it("lets nobody resume from before it: that client would be told less than happened", async () => {
    const { log, happen, lose, idsAfter } = failing();
    const before = await happen();
    const position = await log.position("/notes/empty");
    lose();
    lose("/notes/empty");
    expect(await idsAfter(before.id)).toBeUndefined();
    expect(await idsAfter(position, "/notes/empty")).toBeUndefined();
    const after = await happen();
    expect(await idsAfter(before.id)).toBeUndefined();
    expect(await idsAfter(after.id)).toEqual([]);
    const newest = await happen();
    expect(await idsAfter(after.id)).toEqual([newest.id]);
    expect(await idsAfter(newest.id)).toEqual([]);
    lose();
    expect(await idsAfter(newest.id)).toBeUndefined();
  });

  it("goes on as before for other resources", async () => {
    const { happen, lose, idsAfter } = failing();
    const [first, second] = [await happen("/other"), await happen("/other")];
    lose();
    expect(await idsAfter(first.id, "/other")).toEqual([second.id]);
  });

  it("remembers that no longer than the log remembers what came before", async () => {
    const { happen, lose, idsAfter } = failing(createMemoryLog({ eventsPerResource: 2 }));
    lose();
    await happen();
    const [second, third] = [await happen(), await happen()];
    expect(await idsAfter(second.id)).toEqual([third.id]);
    expect(await idsAfter(third.id)).toEqual([]);
  });

  it("remembers it of 10,000 resources", async () => {
    const { happen, lose, idsAfter } = failing(createMemoryLog({ bytes: 1e9 }));
    const ids = new Map<string, string>();
    for (let index = 0; index <= 10_000; index += 1) {
      const { id } = await happen(`/notes/${index}`);
      ids.set(`/notes/${index}`, id);
      lose(`/notes/${index}`);
    }
    const known = await Promise.all(
      [...ids].map(async ([resource, id]) => (await idsAfter(id, resource)) !== undefined),
    );
    expect(known.filter(Boolean)).toHaveLength(1);
    expect(known[0]).toBe(true);
  });

  it("may fail later", async () => {
    const delayed = new DelayedLog(createMemoryLog());
    const log = completeLog({
      append: async (event) => {
        const stored = await delayed.append(event);
        if (event.method === "PATCH") throw new Error("disk full");
        return stored;
      },
      position: (resource) => delayed.position(resource),
      after: (resource, id) => delayed.after(resource, id),
    });
    const append = (method: string) => Promise.resolve(log.append(eventOf(notes, { type: "update", method })));
    const answers = [append("PUT"), append("PATCH"), append("PUT")];
    const settled = Promise.allSettled(answers);
    delayed.resolve(2);
    await turn();
    delayed.resolve(0);
    delayed.resolve(0);
    const stored = (await settled).flatMap((one) => (one.status === "fulfilled" ? [one.value.id] : []));
    expect(stored).toHaveLength(2);
    for (const id of stored) expect(await log.after(notes, id)).toBeUndefined();
    const last = append("PUT");
    delayed.resolve(0);
    const answer = log.after(notes, (await last).id);
    delayed.resolve(0);
    expect(await answer).toEqual([]);
  });
});
