import { describe, expect, it } from "vitest";
import { eventOf, type ResourceEvent } from "../events/event.ts";
import { eventBytes } from "../events/event-size.ts";
import { jsonForm } from "../events/forms/json.ts";
import { deltasOf } from "../settings/deltas.ts";
import type { Choice } from "./choice.ts";
import { HeldEvents } from "./held-events.ts";

const deltas = deltasOf(["text/plain", "application/json"]);
const plain: Choice = { form: jsonForm, encapsulation: "json-seq" };
const withText: Choice = { ...plain, delta: ["text/plain"] };
const limits = { heldEvents: 1_000, heldBytes: 1_000_000 };
const everything = Number.POSITIVE_INFINITY;

function eventNamed(id: string, mediaType?: string, length = 100): ResourceEvent {
  const delta = mediaType === undefined ? {} : { delta: { mediaType, content: new Uint8Array(length) } };
  return { ...eventOf("/notes/1", { type: "update", ...delta }), id };
}

const idsOf = (events: readonly ResourceEvent[]): string[] => events.map(({ id }) => id);

describe("HeldEvents", () => {
  it("gives what is past and what is held, in order and once", () => {
    const held = new HeldEvents([plain], limits, deltas);
    for (const [ordinal, id] of ["a", "b", "c", "d"].entries()) held.hold(eventNamed(id), ordinal + 1);
    held.startAt([eventNamed("x"), eventNamed("c")], 1);
    expect(idsOf(held.take(everything))).toEqual(["x", "c", "b", "d"]);
    expect(held.take(everything)).toEqual([]);
    held.hold(eventNamed("e"), 5);
    expect(idsOf(held.take(everything))).toEqual(["e"]);
  });

  it("gives at least one, and no more than the bytes asked for, even if JSON makes each six times longer", () => {
    const held = new HeldEvents([plain], limits, deltas);
    for (let ordinal = 1; ordinal <= 10; ordinal += 1) held.hold(eventNamed(`${ordinal}`), ordinal);
    expect(held.take(1)).toHaveLength(1);
    expect(held.take(eventBytes(eventNamed("1")) * 2 * 6)).toHaveLength(2);
    expect(held.take(everything)).toHaveLength(7);
  });

  it.each([
    ["heldEvents", { heldEvents: 3, heldBytes: everything }],
    ["heldBytes", { heldEvents: 1_000, heldBytes: 3 * eventBytes(eventNamed("1")) }],
  ])("drops all of them above %s, and takes no more", (_, few) => {
    const held = new HeldEvents([plain], few, deltas);
    const taken = Array.from({ length: 5 }, (_, index) => held.hold(eventNamed(`${index}`), index + 1));
    expect(taken).toEqual([true, true, true, false, true]);
    expect([held.overflowed, held.take(everything)]).toEqual([true, []]);
  });

  it("has room again for what was taken out", () => {
    const held = new HeldEvents([plain], { heldEvents: 1_000, heldBytes: eventBytes(eventNamed("1")) }, deltas);
    for (let ordinal = 1; ordinal <= 5; ordinal += 1) {
      expect(held.hold(eventNamed(`${ordinal}`), ordinal)).toBe(true);
      expect(held.take(everything)).toHaveLength(1);
    }
  });

  it("counts, and keeps, a delta only if this subscriber may get it", () => {
    const few = { heldEvents: 1_000, heldBytes: 10_000 };
    for (const [choices, mediaType, kept] of [
      [[plain], "text/plain", false],
      [[withText], "application/json", false],
      [[withText], "image/png", false],
      [[{ ...withText, form: { ...jsonForm, delta: false } }], "text/plain", false],
      [[plain, withText], "text/plain", true],
    ] as const) {
      const held = new HeldEvents(choices, few, deltas);
      const event = eventNamed("a", mediaType, 20_000);
      expect(held.hold(event, 1)).toBe(!kept);
      expect(event.delta).toBeDefined();
      if (!kept) expect(held.take(everything)).toEqual([{ ...eventNamed("a"), ...omitDelta(event) }]);
    }
  });
});

function omitDelta({ delta: _, ...others }: ResourceEvent): ResourceEvent {
  return others;
}
