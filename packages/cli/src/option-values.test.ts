import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CommandError } from "./command-error.ts";
import { acceptOf, numberOf } from "./option-values.ts";
import { requestTarget, withoutSecrets } from "./request-fields.ts";

describe("the values of options", () => {
  it("ask for deltas in each form", () => {
    expect(acceptOf("a/b", undefined)).toBe("a/b");
    expect(acceptOf(undefined, "*/*")).toBe('message/rfc822;delta="*/*", application/json;delta="*/*";q=0.9');
    expect(acceptOf('a/b;x="1,2" ;q=0.5 , c/d', "e/f, g/h")).toBe(
      'a/b;delta="e/f, g/h";x="1,2" ;q=0.5 , c/d;delta="e/f, g/h"',
    );
  });

  it("are numbers as people write them", () => {
    expect(numberOf("count", undefined, { least: 1 })).toBeUndefined();
    expect(["0", "1.5", ".5", "010"].map((text) => numberOf("x", text, { least: 0 }))).toEqual([0, 1.5, 0.5, 10]);
    for (const text of ["", " ", "1e3", "0x1", "-1", "+1", "1s", "NaN", "Infinity", "1000000001"]) {
      expect(() => numberOf("x", text, { least: 0 })).toThrow(CommandError);
    }
  });

  it("are sent, or refused by an error that does not show them", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        try {
          const { headers } = requestTarget("http://host/", [`X-Key: ${value}`], undefined);
          expect(headers.get("x-key")).toBe(value.trim());
        } catch (error) {
          if (!(error instanceof CommandError)) throw error;
          expect(error.message).toBe('--header: the field "X-Key" has an invalid name or value');
        }
      }),
    );
  });

  it("are removed from messages, the longer ones first", () => {
    expect(withoutSecrets("Bearer abcd-efgh and abcd", ["abcd", "abcd-efgh"])).toBe("Bearer … and …");
    const { url, headers, secrets } = requestTarget("https://me:p%C3%A4ss@host/?q=1", [], undefined);
    expect(url).toBe("https://host/?q=1");
    expect(headers.get("authorization")).toBe(`Basic ${Buffer.from("me:päss").toString("base64")}`);
    expect(secrets).toContain("päss");
  });
});
