import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { faults } from "../../test/faults.ts";
import { eventOf } from "../events/event.ts";
import type { EventLog } from "../events/log.ts";
import { createMemoryLog } from "../events/memory-log.ts";
import { boundedLog } from "./bounded-log.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const event = eventOf("/notes/1", { type: "update" });

function bounded(members: Partial<Record<keyof EventLog, unknown>> = {}) {
  const errors: unknown[] = [];
  const log = { ...createMemoryLog(), ...members } as EventLog;
  return { log: boundedLog(log, 5, (error) => errors.push(error)), errors };
}

describe("a bounded log", () => {
  it("answers at once if the log does", () => {
    const { log } = bounded();
    const stored = log.append(event);
    expect(stored).toMatchObject(event);
    expect(log.position("/notes/1")).toBe((stored as { id: string }).id);
    expect(log.after("/notes/1", log.position("/notes/1") as string)).toEqual([]);
    expect(log.after("/notes/1", "unknown")).toBeUndefined();
    expect(log.size?.()).toMatchObject({ events: 1 });
  });

  // `after` may return null: it is another way to say that the id is unknown.
  const calls = {
    append: [faults, (log: EventLog) => log.append(event)],
    position: [faults, (log: EventLog) => log.position("/notes/1")],
    after: [faults.filter(([name]) => name !== "returns null"), (log: EventLog) => log.after("/notes/1", "a")],
  } as const;

  for (const [method, [ways, call]] of Object.entries(calls)) {
    it.each(ways)(`has failed if its \`${method}\` %s`, async (_, fault) => {
      const { log } = bounded({ [method]: fault });
      const answer = (async () => call(log))();
      const failed = answer.then(
        () => false,
        () => true,
      );
      await vi.advanceTimersByTimeAsync(5_000);
      expect(await failed).toBe(true);
    });
  }

  it.each([
    ["no id", { ...event }],
    ["an empty id", { ...event, id: "" }],
    ["an id that no header field can have", { ...event, id: "a\r\nb" }],
    ["an id of more than 256 characters", { ...event, id: "a".repeat(257) }],
    ["another resource", { ...event, id: "a", resource: "/notes/2" }],
    ["a date that became a text in JSON", JSON.parse(JSON.stringify({ ...event, id: "a" }))],
  ])("has failed if the event it has stored has %s", (_, stored) => {
    expect(() => bounded({ append: () => stored }).log.append(event)).toThrow(TypeError);
    expect(() => bounded({ after: () => [stored] }).log.after("/notes/1", "a")).toThrow(TypeError);
  });

  it.each(faults)("has no size if its `size` %s, and reports that", (_, fault) => {
    const { log, errors } = bounded({ size: fault });
    expect(log.size?.()).toBeUndefined();
    expect(errors).toHaveLength(1);
  });
});
