import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/notes/json.ts";
import { applyMergePatch } from "../../src/notes/merge-patch.ts";
import { mergePatchBetween } from "./merge-patch.ts";

const json: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.constantFrom("a", "b", "c", "__proto__"),
  fc.oneof(fc.nat(3), fc.constant<JsonValue>([null]), fc.dictionary(fc.constantFrom("a", "b"), fc.nat(2))),
);

describe("mergePatchBetween", () => {
  it("changes one object into the other", () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        const patch = mergePatchBetween(before, after);
        expect(applyMergePatch(before, JSON.parse(JSON.stringify(patch)))).toEqual(after);
      }),
    );
  });

  it("contains only changes, and removes with null", () => {
    expect(mergePatchBetween({ a: 1, b: { c: 1, d: 1 }, e: 1 }, { a: 1, b: { c: 2, d: 1 } })).toEqual({
      b: { c: 2 },
      e: null,
    });
  });

  it("returns undefined if a merge patch is not possible", () => {
    expect(mergePatchBetween({}, { a: null })).toBeUndefined();
    expect(mergePatchBetween({}, { a: { b: null } })).toBeUndefined();
    expect(mergePatchBetween([], {})).toBeUndefined();
  });
});
