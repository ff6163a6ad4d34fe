import { describe, expect, it } from "vitest";
import { KnownEvents } from "./known-events.ts";

describe("KnownEvents", () => {
  it("knows the last 1,000 ids", () => {
    const known = new KnownEvents();
    for (let id = 0; id < 1_500; id += 1) expect(known.add(`${id}`, false)).toBe(true);
    expect(known.add("500", true)).toBe(false);
    expect(known.add("1499", true)).toBe(false);
    expect(known.add("499", true)).toBe(true);
  });

  it("concludes nothing from ids that come twice in one response", () => {
    const known = new KnownEvents();
    expect([known.add("a", false), known.add("a", false), known.add("a", true)]).toEqual([true, true, true]);
  });

  it("begins anew with what is shown", () => {
    const known = new KnownEvents();
    known.add("a", false);
    known.restart("b");
    expect([known.add("a", true), known.add("b", true)]).toEqual([true, false]);
    known.restart(undefined);
    expect(known.add("b", true)).toBe(true);
  });
});
