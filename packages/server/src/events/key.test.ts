import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isTooLong, keyOf, longestKey, type NamedResource, namedBy, nameOf } from "./key.ts";

const text = fc.string({ unit: fc.constantFrom(" ", "%", "2", "0", "5", "=", "/", "a", "\ud800", "\ud801", "é") });
const host = fc.string({ unit: fc.constantFrom("a", ".", ":", "8", "[", "]"), minLength: 1 });
const named: fc.Arbitrary<NamedResource> = fc
  .tuple(text, fc.option(host, { nil: undefined }), fc.option(text, { nil: undefined }))
  .map(([resource, host, scope]) => ({
    resource,
    ...(host === undefined ? {} : { host }),
    ...(scope === undefined ? {} : { scope }),
  }));

describe("the key of a resource", () => {
  it("is its name, if nothing tells it apart", () => {
    expect(keyOf({ resource: "/me" })).toBe("/me");
    expect(nameOf("/me")).toBe("/me");
  });

  it("tells apart whatever differs, and can be read back", () => {
    fc.assert(
      fc.property(named, named, (one, other) => {
        expect(namedBy(keyOf(one))).toEqual(one);
        expect(nameOf(keyOf(one))).toBe(one.resource);
        if (keyOf(one) === keyOf(other)) expect(other).toEqual(one);
      }),
    );
  });

  it("of a resource without a scope is never that of one with a scope", () => {
    const scoped = keyOf({ resource: "/me", scope: "alice" });
    expect(keyOf({ resource: scoped })).not.toBe(scoped);
    expect(keyOf({ resource: "/me", scope: "" })).not.toBe(keyOf({ resource: "/me" }));
    expect(keyOf({ resource: "/me", host: "alice" })).not.toBe(scoped);
  });

  it.each([
    ["a", 8_192],
    ["é", 4_096],
    ["€", 2_730],
    ["\u{1F600}", 2_048],
  ])("has up to 8,192 bytes, in characters such as %s", (character, most) => {
    expect([longestKey, isTooLong(character.repeat(most)), isTooLong(character.repeat(most + 1))]).toEqual([
      8_192,
      false,
      true,
    ]);
  });
});
