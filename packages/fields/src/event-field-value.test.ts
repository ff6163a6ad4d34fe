import fc from "fast-check";
import { DisplayString, parseDictionary, parseList } from "structured-headers";
import { describe, expect, it } from "vitest";
import { attempt, expectFieldError } from "../test/expect-field-error.ts";
import { parseEventFieldDictionary, parseEventFieldList } from "./event-field-value.ts";

const plain = { field: "X", nested: false };
const nested = { field: "X", nested: true };

describe("parseEventFieldDictionary", () => {
  it("accepts a Date that is not the last member", () => {
    const dictionary = parseEventFieldDictionary('a=@1, b="x,y", c=%"a\\", d', plain);
    expect([...dictionary].map(([key, { value }]) => [key, value])).toEqual([
      ["a", new Date(1000)],
      ["b", "x,y"],
      ["c", new DisplayString("a\\")],
      ["d", true],
    ]);
  });

  it("accepts Dates in all other positions", () => {
    const dictionary = parseEventFieldDictionary("a=(@1 @2;x=@3);y=@4;z, b;x=@5", plain);
    expect(dictionary.get("a")).toEqual({
      value: [
        { value: new Date(1000), parameters: new Map() },
        { value: new Date(2000), parameters: new Map([["x", new Date(3000)]]) },
      ],
      parameters: new Map<string, unknown>([
        ["y", new Date(4000)],
        ["z", true],
      ]),
    });
    expect(dictionary.get("b")).toEqual({ value: true, parameters: new Map([["x", new Date(5000)]]) });
  });

  it("accepts Inner Lists in parameters only in the extended grammar (PREP-AE-5)", () => {
    const field = 'a=1;b=("c";d=("e") f), g';
    expect([...parseEventFieldDictionary(field, nested).keys()]).toEqual(["a", "g"]);
    expectFieldError(() => parseEventFieldDictionary(field, plain), "field-syntax", "X");
  });

  it.each(["a=1,", "a=1,,b=2", ",", "A=1", 'a="x', "a=1 b=2", "a=é", "a=(1"])("refuses %j", (value) => {
    expectFieldError(() => parseEventFieldDictionary(value, plain), "field-syntax", "X");
  });

  it("returns an empty Dictionary for an empty field", () => {
    expect(parseEventFieldDictionary("", plain).size).toBe(0);
  });
});

describe("the plain grammar", () => {
  const piece = fc.constantFrom("a", "b", "=", "1", '"x"', "t/u", "?1", "(", ")", ";", ",", " ", "-1.5", ":AQ==:", ".");
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("").trim());

  it.each([
    ["Lists", (field: string) => parseList(field).length, (field: string) => parseEventFieldList(field, plain).length],
    [
      "Dictionaries",
      (field: string) => [...parseDictionary(field).keys()],
      (field: string) => [...parseEventFieldDictionary(field, plain).keys()],
    ],
  ])("equals the grammar of the library for %s without Dates (RFC 9651)", (_, library, own) => {
    fc.assert(
      fc.property(text, (field) => {
        let expected: unknown;
        try {
          expected = library(field);
        } catch {
          expected = undefined;
        }
        expect(attempt(() => own(field))).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });
});
