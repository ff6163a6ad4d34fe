import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonLine, printable, printableLines } from "./printable.ts";

describe("what is shown on a terminal", () => {
  it("has no control characters, and is otherwise unchanged", () => {
    expect(printable("a\u0000\u001b[2J\r\n\t\u007f\u009b\u202eé\u{1f600}")).toBe(
      "a␀␛[2J␍␊␉␡<U+009B><U+202E>é\u{1f600}",
    );
    expect(printableLines("a\tb\r\nc\rd\n\ne\n")).toEqual(["a\tb", "c␍d", "", "e"]);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
        if (!/[\p{Cc}\p{Bidi_Control}]/u.test(text)) expect(printable(text)).toBe(text);
      }),
    );
  });

  it("is JSON on one line with the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        const line = jsonLine(value);
        expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
        expect(JSON.stringify(JSON.parse(line))).toBe(JSON.stringify(value));
      }),
    );
  });
});
