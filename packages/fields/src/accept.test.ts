import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attempt, expectFieldError } from "../test/expect-field-error.ts";
import { parseAccept, preferMediaTypes, serializeAccept } from "./accept.ts";
import { parseMediaType, serializeMediaType } from "./media-type.ts";

const offersOf = (...values: string[]) => values.map((value) => ({ value, mediaType: parseMediaType(value) }));
const prefer = (accept: string | undefined, ...values: string[]) =>
  preferMediaTypes(accept === undefined ? undefined : parseAccept(accept), offersOf(...values)).map(
    ({ offer, weight }) => [offer.value, weight],
  );

describe("parseAccept", () => {
  it.each([
    ["", ""],
    [" , ,", ""],
    ["a/b", "a/b"],
    ["Text/*;q=0.3 , , text/HTML ; level=1;Q=.5".replace("Q=.5", "Q=0.5"), "text/*;q=0.3, text/html;level=1;q=0.5"],
    ["*/*;q=0", "*/*;q=0"],
    ["a/b;q=1.000", "a/b"],
    ["a/b;q=0.;x=1", "a/b;x=1;q=0"],
    ['a/b;x="c,d;q=0", e/f', 'a/b;x="c,d;q=0", e/f'],
  ])("parses %j", (value, serialized) => {
    expect(serializeAccept(parseAccept(value))).toBe(serialized);
  });

  it.each([
    "text",
    "*",
    "*/html",
    "a/b;q=2",
    "a/b;q=-1",
    "a/b;q=0.1234",
    "a/b;q=",
    "a/b;q",
    "a/b;q=.5",
    "a/b;q=1.001",
    "a/b;q=x",
    "a/b;q=1e-1",
    "a/b;q=0;q=1",
    "a/b c/d",
    'a/b;x="y, c/d',
  ])("refuses %j", (value) => {
    expectFieldError(() => parseAccept(value), "field-syntax");
  });

  it("throws only the documented error, and can serialize everything it parses", () => {
    const pieces = fc.constantFrom("a/b", "*", "/", ";", "=", '"', "\\", " ", ",", "q=", "0.5", "1", ";q=0.25", "é");
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (list) => {
        const parsed = attempt(() => parseAccept(list.join("")));
        if (parsed) expect(parseAccept(serializeAccept(parsed))).toEqual(parsed);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("serializeAccept", () => {
  it.each([2, -0.1, Number.NaN])("refuses the weight %d", (weight) => {
    expectFieldError(() => serializeAccept([{ ...parseMediaType("a/b"), weight }]), "field-value");
  });

  it("refuses a parameter named q, and writes at most three decimals", () => {
    expectFieldError(() => serializeAccept([{ ...parseMediaType("a/b;q=1"), weight: 1 }]), "field-value");
    expect(serializeAccept([{ ...parseMediaType("a/b"), weight: 1 / 3 }])).toBe("a/b;q=0.333");
  });
});

describe("preferMediaTypes", () => {
  it.each<[string | undefined, string[], [string, number][]]>([
    [
      undefined,
      ["a/b", "c/d"],
      [
        ["a/b", 1],
        ["c/d", 1],
      ],
    ],
    ["", ["a/b"], [["a/b", 1]]],
    [
      "c/d, a/b",
      ["a/b", "c/d"],
      [
        ["a/b", 1],
        ["c/d", 1],
      ],
    ],
    [
      "a/b;q=0.5, c/d",
      ["a/b", "c/d"],
      [
        ["c/d", 1],
        ["a/b", 0.5],
      ],
    ],
    ["a/b;q=0, */*", ["a/b", "c/d"], [["c/d", 1]]],
    [
      "*/*;q=0.1, a/*;q=0.2, a/b;q=0.3",
      ["x/y", "a/c", "a/b"],
      [
        ["a/b", 0.3],
        ["a/c", 0.2],
        ["x/y", 0.1],
      ],
    ],
    ["a/b, a/*;q=0", ["a/b", "a/c"], [["a/b", 1]]],
    [
      "a/b;x=1;q=0.9, a/b;q=0.1",
      ["a/b", "a/b;x=1"],
      [
        ["a/b;x=1", 0.9],
        ["a/b", 0.1],
      ],
    ],
    ["a/b;x=1", ["a/b", "a/b;x=2"], []],
    ["a/b", ["a/b;x=2"], [["a/b;x=2", 1]]],
    ["a/b;x=1;q=0.5, a/b;x=1;y=2;q=0.7", ["a/b;x=1;y=2"], [["a/b;x=1;y=2", 0.7]]],
    ["text/html;charset=UTF-8", ["text/html;charset=utf-8"], [["text/html;charset=utf-8", 1]]],
    ["a/b;q=0.2, a/b;q=0.4", ["a/b"], [["a/b", 0.4]]],
    ["a/b;q=0", ["a/b"], []],
    ["text/plain", ["a/b"], []],
  ])("with %j of %j", (accept, offers, preferences) => {
    expect(prefer(accept, ...offers)).toEqual(preferences);
  });

  it("does not match ignored parameters, but returns them (NF-5)", () => {
    const ranges = parseAccept('message/rfc822;delta="text/plain"');
    const offers = offersOf("message/rfc822");
    expect(preferMediaTypes(ranges, offers)).toEqual([]);
    const [preference] = preferMediaTypes(ranges, offers, ["delta"]);
    expect(preference?.range.parameters.get("delta")).toBe("text/plain");
  });

  it("returns exactly the accepted offers, none of weight 0, sorted by weight", () => {
    const type = fc.constantFrom("a/a", "a/b", "b/a", "b/b;x=1");
    const range = fc.tuple(
      fc.constantFrom("a/a", "a/b", "b/a", "b/b", "a/*", "b/*", "*/*"),
      fc.integer({ min: 0, max: 10 }),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(type),
        fc.uniqueArray(range, { minLength: 1, selector: ([name]) => name }),
        (types, list) => {
          const weights = new Map<string, number>(list.map(([name, tenths]) => [name, tenths / 10]));
          const expected = types
            .map((value) => {
              const essence = value.slice(0, 3);
              const weight = weights.get(essence) ?? weights.get(`${essence.slice(0, 2)}*`) ?? weights.get("*/*") ?? 0;
              return [value, weight] as const;
            })
            .filter(([, weight]) => weight > 0)
            .sort(([, a], [, b]) => b - a);
          const accept = list.map(([name, tenths]) => `${name};q=${tenths / 10}`).join();
          expect(prefer(accept, ...types)).toEqual(expected);
        },
      ),
    );
  });

  it("compares the normal forms of types", () => {
    expect(parseAccept('A/B;Y="1";X=2').map(serializeMediaType)).toEqual(["a/b;x=2;y=1"]);
  });
});
