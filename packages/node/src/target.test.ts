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
    ["HTTP://Example.org:8080/Notes", "/Notes"],
    ["http://x/zz/../api/salaries", "/zz/../api/salaries"],
    ["http://x/a/%2e%2E/b//c/./d\\e", "/a/%2e%2E/b//c/./d\\e"],
    ["http://x?y=http://z/w", "/?y=http://z/w"],
    ["http://user:pass@x:1/a#b", "/a#b"],
    ["http://x#b", "/#b"],
    ["http://", "/"],
    ["http:/x/a", undefined],
    ["http:\\\\x\\a", undefined],
    ["example.org:443", undefined],
    ["mailto:joe@x.org", undefined],
    ["*", undefined],
    ["", undefined],
    ["notes", undefined],
  ])("of %s is %s (RFC 9112 section 3.2)", (target, expected) => {
    expect(originForm(target)).toBe(expected);
  });

  it("throws nothing, begins with a slash, and is the end of the target", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((rest) => `http://example.org${rest}`),
        ),
        (target) => {
          const form = originForm(target);
          expect(form?.startsWith("/") ?? true).toBe(true);
          if (form !== undefined) expect(target.endsWith(form) || target.endsWith(form.slice(1))).toBe(true);
        },
      ),
    );
  });
});
