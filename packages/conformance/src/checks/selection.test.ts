import { describe, expect, it } from "vitest";
import type { Check } from "./check.ts";
import { allChecks } from "./index.ts";
import { assertSound, isMeant, select } from "./selection.ts";

function check(id: string, ...after: string[]): Check {
  return {
    id,
    after,
    protocol: "prep",
    requirements: ["PREP-DI-1"],
    level: "must",
    sentence: "…",
    judge: async () => {},
  };
}

describe("the selection of checks", () => {
  it("matches ids, and prefixes up to a slash", () => {
    expect(isMeant("prep/a/b", ["prep/a"])).toBe(true);
    expect(isMeant("prep/a/b", ["prep/a/b"])).toBe(true);
    expect(isMeant("prep/ab/c", ["prep/a"])).toBe(false);
  });

  it("includes dependencies", () => {
    const checks = [check("a/b/c"), check("a/b/d", "a/b/c"), check("a/b/e", "a/b/d")];
    expect(select(checks, ["a/b/d"]).map(({ id }) => id)).toEqual(["a/b/c", "a/b/d"]);
    expect(() => select(checks, ["x"])).toThrow(/matches no check/);
  });

  it("requires valid checks: those of the suite are valid", () => {
    expect(() => assertSound(allChecks)).not.toThrow();
    expect(() => assertSound([check("a"), check("a")])).toThrow(/same id/);
    expect(() => assertSound([check("a", "b"), check("b", "a")])).toThrow(/depend on each other/);
    expect(() => assertSound([check("a", "c")])).toThrow(/which does not exist/);
  });
});
