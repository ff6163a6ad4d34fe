import { describe, expect, it } from "vitest";
import { coreOf } from "../settings/core.ts";
import { AllWithheld, type WithheldEvent } from "./all-withheld.ts";

function create(limits: { withheldEventsInAll?: number; withheldBytesInAll?: number }) {
  const all = new AllWithheld(coreOf({ limits }));
  const hurried: string[] = [];
  const add = (name: string, bytes = 1): WithheldEvent => {
    const wait = { over: () => {}, cutShort: () => void hurried.push(name) };
    const event = { bytes, wait, hurried: false };
    all.add(event);
    return event;
  };
  return { all, hurried, add };
}

describe("what is withheld of all resources", () => {
  it("is bounded in count: the oldest wait no longer", () => {
    const { all, hurried, add } = create({ withheldEventsInAll: 2 });
    const [a, b] = [add("a"), add("b")];
    expect(hurried).toEqual([]);
    add("c");
    expect([hurried, a?.hurried, b?.hurried]).toEqual([["a"], true, false]);
    // It counted no longer, so its end changes nothing.
    all.remove(a as WithheldEvent);
    add("d");
    expect(hurried).toEqual(["a", "b"]);
    for (const name of ["e", "f"]) all.remove(add(name));
    expect(hurried).toEqual(["a", "b", "c"]);
  });

  it("is bounded in bytes, but the newest always has a chance", () => {
    const { all, hurried, add } = create({ withheldBytesInAll: 10 });
    const large = add("large", 20);
    expect(hurried).toEqual([]);
    add("small", 5);
    expect(hurried).toEqual(["large"]);
    all.remove(large);
    add("other", 5);
    expect(hurried).toEqual(["large"]);
    add("last", 10);
    expect(hurried).toEqual(["large", "small", "other"]);
  });

  it("tells an event that has no response yet as soon as it has one", () => {
    const all = new AllWithheld(coreOf({ limits: { withheldEventsInAll: 1 } }));
    const first: WithheldEvent = { bytes: 1, wait: undefined, hurried: false };
    all.add(first);
    all.add({ bytes: 1, wait: undefined, hurried: false });
    expect(first.hurried).toBe(true);
  });
});
