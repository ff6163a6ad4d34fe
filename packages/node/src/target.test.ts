import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { originForm } from "./target.ts";

describe("originForm", () => {
  it.each([
    ["/notes/1?x=1", "/notes/1?x=1"],
    ["/", "/"],
    ["//notes", "//notes"],
    ["/a/../b", "/a/../b"],
    ["http://example.org/notes/1?x=1", "/notes/1?x=1"],
    ["https://example.org", "/"],
    ["*", undefined],
    ["", undefined],
    ["notes", undefined],
  ])("of %s is %s (RFC 9112 section 3.2)", (target, expected) => {
    expect(originForm(target)).toBe(expected);
  });

  it("throws nothing, and begins with a slash where there is one for a target of HTTP", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((rest) => `http://example.org${rest}`),
        ),
        (target) => {
          const form = originForm(target);
          if (target.startsWith("/") || target.startsWith("http")) expect(form?.startsWith("/") ?? true).toBe(true);
        },
      ),
    );
  });
});
