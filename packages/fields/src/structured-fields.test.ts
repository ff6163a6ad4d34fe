import fc from "fast-check";
import { DisplayString } from "structured-headers";
import { describe, expect, it } from "vitest";
import { expectFieldError } from "../test/expect-field-error.ts";
import { type BareItem, parseStructuredItem, serializeStructuredItem, Token } from "./structured-fields.ts";

const serialize = (value: unknown) => serializeStructuredItem("X", value as BareItem);

describe("serializeStructuredItem", () => {
  it.each([
    [1.0001, "1"],
    [0.0625, "0.062"],
    [0.1875, "0.188"],
    [-1.5, "-1.5"],
    [1.25, "1.25"],
    [0.1 + 0.2, "0.3"],
    [1e-9, "0"],
    [-0, "0"],
    [999999999999.999, "999999999999.999"],
    [999999999999999, "999999999999999"],
    ["", '""'],
    ['a"\\', '"a\\"\\\\"'],
    [true, "?1"],
    [false, "?0"],
    [new Token("*/*"), "*/*"],
    [new DisplayString("\n%é"), '%"%0a%25%c3%a9"'],
    [new Date(1000), "@1"],
    [new Uint8Array([1]), ":AQ==:"],
  ])("writes %j", (value, text) => {
    expect(serialize(value)).toBe(text);
  });

  it.each([Number.NaN, Infinity, -Infinity, 1e15, 1e21, 1234567890123.5, "é", "a\n", "\x7f", new Date(Number.NaN)])(
    "refuses %s",
    (value) => expectFieldError(() => serialize(value), "field-value", "X"),
  );

  it("parses every item that it writes", () => {
    const item = fc.oneof(
      fc.integer({ min: -999999999999999, max: 999999999999999 }),
      fc.integer({ min: -999999999999999, max: 999999999999999 }).map((value) => value / 1000),
      fc.string({ unit: "grapheme-ascii" }),
      fc.boolean(),
      fc.stringMatching(/^[A-Za-z*][:/!#$%&'*+\-.^_`|~A-Za-z0-9]{0,9}$/).map((value) => new Token(value)),
      fc.string({ unit: "grapheme" }).map((value) => new DisplayString(value)),
      fc.integer({ min: -62135596800, max: 253402214400 }).map((value) => new Date(value * 1000)),
    );
    fc.assert(
      fc.property(item, (value) => {
        expect(parseStructuredItem("X", serialize(value))[0]).toEqual(value === 0 ? expect.closeTo(0) : value);
      }),
      { numRuns: 1000 },
    );
  });

  it("writes numbers that parse with an error of at most half a thousandth, or refuses them", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e11, max: 1e11, noNaN: true }), (value) => {
        const [parsed] = parseStructuredItem("X", serialize(value));
        expect(Math.abs(Number(parsed) - value)).toBeLessThanOrEqual(0.000_51);
      }),
    );
  });
});
