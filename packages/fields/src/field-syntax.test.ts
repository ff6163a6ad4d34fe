import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectFieldError } from "../test/expect-field-error.ts";
import { assertFieldName, assertFieldValue, isToken, splitMembers, trimWhitespace } from "./field-syntax.ts";

describe("assertFieldName", () => {
  it.each(["ETag", "x", "!#$%&'*+-.^_`|~09azAZ", "__proto__"])("accepts %j", (name) => {
    assertFieldName(name);
    expect(isToken(name)).toBe(true);
  });

  it.each(["", " ", "a b", "a:", "a\r\n", "a\n", "é", "a/b", "(", '"a"', "a\0", ":status"])("refuses %j", (name) => {
    expectFieldError(() => assertFieldName(name), "field-name");
    expect(isToken(name)).toBe(false);
  });
});

describe("assertFieldValue", () => {
  it.each(["", "a", "a b", "a\tb", "ÿ", '"~"'])("accepts %j", (value) => {
    expect(assertFieldValue("x", value)).toBeUndefined();
  });

  it.each([" a", "a ", "\ta", "a\t", " ", "a\rb", "a\nb", "a\r\nInjected: b", "a\0b", "a\x7fb", "a\x1fb", "Ā", "😀"])(
    "refuses %j",
    (value) => {
      expectFieldError(() => assertFieldValue("x", value), "field-value", "x");
    },
  );

  it("accepts exactly the grammar of RFC 9110 section 5.5", () => {
    const grammar = /^(?:[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)?$/;
    const characters = fc.constantFrom("\t", " ", "!", "~", "\x7f", "\x80", "ÿ", "Ā", "\r", "\n", "\0", "a");
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 5 }), (value) => {
        if (grammar.test(value)) assertFieldValue("x", value);
        else expectFieldError(() => assertFieldValue("x", value), "field-value");
      }),
      { numRuns: 2000 },
    );
  });
});

describe("splitMembers", () => {
  it.each([
    ["a, b", ["a", " b"]],
    ['"a,b",c', ['"a,b"', "c"]],
    ['"a\\",b",c', ['"a\\",b"', "c"]],
    ['%"a\\",b', ['%"a\\"', "b"]],
    ["", [""]],
    [",", ["", ""]],
    ['"a,b', ['"a,b']],
  ])("splits %j", (value, members) => {
    expect(splitMembers(value)).toEqual(members);
  });

  it("loses nothing", () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(splitMembers(value).join(",")).toBe(value);
      }),
    );
  });
});

it("trims spaces and tabs, nothing else", () => {
  expect(trimWhitespace(" \t a b\t ")).toBe("a b");
  expect(trimWhitespace("\u00a0a\n")).toBe("\u00a0a\n");
  expect(trimWhitespace(" \t")).toBe("");
});
