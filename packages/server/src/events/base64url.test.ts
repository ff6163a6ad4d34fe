import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBase64url, encodeBase64url } from "./base64url.ts";

const bytes = fc.nat(20).chain((groups) => fc.uint8Array({ minLength: groups * 3, maxLength: groups * 3 }));

describe("base64url", () => {
  it("is what Node writes, and decodes to the same bytes", () => {
    fc.assert(
      fc.property(bytes, (given) => {
        const text = encodeBase64url(given);
        expect(text).toBe(Buffer.from(given).toString("base64url"));
        expect(decodeBase64url(text, given.byteLength)).toEqual(given);
      }),
    );
  });

  it("decodes nothing else", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(20), (text, groups) => {
        const decoded = decodeBase64url(text, groups * 3);
        if (decoded !== undefined) expect(encodeBase64url(decoded)).toBe(text);
      }),
    );
    expect(decodeBase64url("AAA=", 3)).toBeUndefined();
    expect(decodeBase64url("AAé ", 3)).toBeUndefined();
    expect(decodeBase64url("AAAA", 6)).toBeUndefined();
  });
});
