import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalName, canonicalTarget, encoded } from "./canonical.ts";

describe("canonicalTarget", () => {
  it.each([
    ["/notes/%7Ejoe", "/notes/~joe"],
    ["/notes/a%2Db", "/notes/a-b"],
    ["/notes/%c3%bc", "/notes/%C3%BC"],
    ["/notes/ü", "/notes/ü"],
    ["/notes/%41%5f?x=%41%2f", "/notes/A_?x=A%2F"],
    ["/notes/a%2fb", "/notes/a%2Fb"],
    ["/notes/joe%40x.org", "/notes/joe%40x.org"],
    ["/notes/100%", "/notes/100%"],
    ["/notes/%zz%e", "/notes/%zz%e"],
    ["/notes/%%44a%7E", "/notes/%%44a%7E"],
    ["/a/%2e%2E/b", "/a/../b"],
    ["/a/../b/./c//d/", "/a/../b/./c//d/"],
    ["/Notes/1", "/Notes/1"],
    ["/notes/a+b", "/notes/a+b"],
    ["/notes#x\\y", "/notes#x\\y"],
    ["note:%7E", "note:%7E"],
    ["", ""],
  ])("of %s is %s", (target, canonical) => {
    expect(canonicalTarget(target)).toBe(canonical);
  });

  const target = fc.string({ unit: fc.constantFrom("/", "%", "2", "4", "E", "e", "~", "a", "?", "ü", "#", ".", "c") });

  it("does not change what it made", () => {
    fc.assert(
      fc.property(target, (text) => {
        const canonical = canonicalTarget(`/${text}`);
        expect(canonicalTarget(canonical)).toBe(canonical);
      }),
    );
  });

  it("decodes to what the target decodes to", () => {
    const decoded = (text: string): string | undefined => {
      try {
        return decodeURIComponent(text);
      } catch {
        return undefined;
      }
    };
    fc.assert(
      fc.property(target, (text) => {
        const before = decoded(`/${text}`);
        if (before !== undefined) expect(decoded(canonicalTarget(`/${text}`))).toBe(before);
      }),
    );
  });
});

describe("canonicalName", () => {
  it.each([
    ["/notes/ü%7E", "/notes/%C3%BC~"],
    ["/notes/\u{1F600}?é", "/notes/%F0%9F%98%80?%C3%A9"],
    ["/notes/ü%", "/notes/%C3%BC%"],
    ["/\ud800", "/%EF%BF%BD"],
    ["note:ü%7E", "note:ü%7E"],
  ])("of %s is %s", (name, canonical) => {
    expect(canonicalName(name)).toBe(canonical);
  });

  it("does not change what it made, is ASCII, and is the canonical target of what has no other characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const canonical = canonicalName(`/${text}`);
        expect(canonicalName(canonical)).toBe(canonical);
        expect(canonicalTarget(canonical)).toBe(canonical);
        expect(encoded(canonical)).toBe(canonical);
        if (encoded(text) === text) expect(canonicalTarget(`/${text}`)).toBe(canonical);
      }),
    );
  });
});
