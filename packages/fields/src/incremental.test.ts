import fc from "fast-check";
import { expect, it } from "vitest";
import { parseIncremental, serializeIncremental } from "./incremental.ts";

it.each(["?1", " ?1 ", "?1;a", "?1;a=b;c=1"])("%j is incremental (EQ-AR-1)", (value) => {
  expect(parseIncremental(value)).toBe(true);
});

it.each([undefined, null, "", "?0", "1", "true", '"?1"', "?1, ?1", "?1;", "?2", "(?1)", "é"])("%j is not", (value) => {
  expect(parseIncremental(value)).toBe(false);
});

it("never throws, and parses the serialized value", () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      expect(typeof parseIncremental(value)).toBe("boolean");
    }),
  );
  expect(parseIncremental(serializeIncremental())).toBe(true);
});
