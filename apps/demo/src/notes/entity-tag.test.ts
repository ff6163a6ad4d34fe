import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeEntityTag, matchesStrongly, matchesWeakly, parseEntityTagCondition } from "./entity-tag.ts";

describe("makeEntityTag", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  it("depends on type and bytes, and on nothing else", () => {
    const tag = makeEntityTag("text/plain", bytes("a"));
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    expect(makeEntityTag("text/plain", bytes("a"))).toBe(tag);
    expect(makeEntityTag("text/plain", bytes("b"))).not.toBe(tag);
    expect(makeEntityTag("text/plai", bytes("na"))).not.toBe(tag);
  });
});

describe("parseEntityTagCondition", () => {
  it.each([
    ["*", "*"],
    [" * ", "*"],
    ['"a"', ['"a"']],
    ['""', ['""']],
    ['W/"a"', ['W/"a"']],
    ['"a","b" , W/"c,d"', ['"a"', '"b"', 'W/"c,d"']],
    [', "a" ,, "b",', ['"a"', '"b"']],
    ["", undefined],
    [" , ", undefined],
    ["a", undefined],
    ['"a', undefined],
    ['"a" "b"', undefined],
    ['"a b"', undefined],
    ['w/"a"', undefined],
    ['"a", *', undefined],
    ['*, "a"', undefined],
  ])("reads %s", (value, condition) => {
    expect(parseEntityTagCondition(value)).toEqual(condition);
  });

  it("parses any list of tags, and does not throw for anything else", () => {
    const tag = fc
      .tuple(fc.constantFrom("", "W/"), fc.stringMatching(/^[\x21\x23-\x7e]*$/))
      .map(([weak, text]) => `${weak}"${text}"`);
    fc.assert(
      fc.property(fc.array(tag, { minLength: 1 }), (tags) => {
        expect(parseEntityTagCondition(tags.join(", "))).toEqual(tags);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (value) => {
        parseEntityTagCondition(value);
      }),
    );
  });
});

// The table of RFC 9110 section 8.8.3.2.
it.each([
  ['W/"1"', 'W/"1"', false, true],
  ['W/"1"', 'W/"2"', false, false],
  ['W/"1"', '"1"', false, true],
  ['"1"', '"1"', true, true],
])("compares %s and %s", (a, b, strongly, weakly) => {
  expect(matchesStrongly(a, b)).toBe(strongly);
  expect(matchesWeakly(a, b)).toBe(weakly);
});
