import { parse } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authorityOf, originForm } from "./target.ts";

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
    ["http://x\\a", "/\\a"],
    ["http://[::1]:8080/a", "/a"],
    ["ftp://x/a", "/a"],
    ["ftp://x?y", undefined],
    ["http://", undefined],
    ["http:///secret", undefined],
    ["http://x;y/secret", undefined],
    ["http://x'y/secret", undefined],
    ["http://x%/secret", undefined],
    ["http://a@b@c/secret", undefined],
    ["http://x:y/secret", undefined],
    ["JavaScript://x/secret", undefined],
    ["file://c:/secret", undefined],
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

  it("has the path that handlers see, by either parser of Node", () => {
    const seen = (read: () => string | null): string | undefined => {
      try {
        return read() ?? "";
      } catch {
        return undefined;
      }
    };
    const scheme = fc.constantFrom("http", "HTTPS", "ws", "ftp", "file", "javascript", "mailto", "foo");
    const authority = fc.string({ unit: fc.constantFrom(...`aB1.-_~!*'();:&=+$,%@[]"<>^{|} `), maxLength: 6 });
    fc.assert(
      fc.property(scheme, authority, fc.constantFrom("", "/", "/secret", "?x", "//secret"), (name, host, rest) => {
        const target = `${name}://${host}${rest}`;
        const path = originForm(target)?.replace(/\?.*/, "");
        if (path === undefined) return;
        expect([path, undefined]).toContain(seen(() => parse(target).pathname));
        expect([path, undefined]).toContain(seen(() => new URL(target).pathname));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("authorityOf", () => {
  it.each([
    ["http://Example.org:8080/a", "Example.org:8080"],
    ["http://[::1]?x", "[::1]"],
    ["http://joe@x/a", "joe@x"],
    ["http://x;y/a", undefined],
    ["//x/a", undefined],
    ["/http://x/a", undefined],
  ])("of %s is %s", (target, authority) => {
    expect(authorityOf(target)).toBe(authority);
  });
});
