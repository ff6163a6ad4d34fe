import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attempt, expectFieldError } from "../test/expect-field-error.ts";
import { essenceOf, parseMediaType, serializeMediaType } from "./media-type.ts";

const token = fc.stringMatching(/^[!#$%&'*+\-.^_`|~\da-z]{1,8}$/);
const text = fc.string({
  unit: fc.constantFrom("a", "B", '"', "\\", "\t", " ", ",", ";", "=", "é", "/"),
  maxLength: 8,
});

describe("parseMediaType", () => {
  it.each([
    ["text/html", "text/html", {}],
    ["Text/HTML;Charset=UTF-8", "text/html", { charset: "utf-8" }],
    ['text/html ;\tcharset="utf-8" ', "text/html", { charset: "utf-8" }],
    ["text/html;", "text/html", {}],
    ["text/html;; ;a=B;", "text/html", { a: "B" }],
    [
      'application/ld+json;profile="https://x.example/#a b"',
      "application/ld+json",
      { profile: "https://x.example/#a b" },
    ],
    ['multipart/mixed; boundary="a\\"b\\\\c"', "multipart/mixed", { boundary: 'a"b\\c' }],
    ['a/b;x=""', "a/b", { x: "" }],
    ['a/b;x="ÿ;y=z"', "a/b", { x: "ÿ;y=z" }],
    ["a/b;__proto__=c", "a/b", Object.fromEntries([["__proto__", "c"]])],
  ])("parses %j", (value, essence, parameters) => {
    const mediaType = parseMediaType(value);
    expect(essenceOf(mediaType)).toBe(essence);
    expect([...mediaType.parameters]).toEqual(Object.entries(parameters));
  });

  it.each([
    "",
    "text",
    "text/",
    "/html",
    "text/html/x",
    "text html",
    "text/html charset=utf-8",
    "text/html;charset",
    "text/html;charset=",
    "text/html;charset =utf-8",
    "text/html;charset= utf-8",
    'text/html;a="b',
    'text/html;a="b"c',
    "text/html, text/plain",
    "text/html;a=b;A=c",
    'a/b;x="Ā"',
    'a/b;x="\n"',
    'a/b;x="\\\x7f"',
    "a/b\n",
    "é/b",
  ])("refuses %j", (value) => {
    expectFieldError(() => parseMediaType(value), "field-syntax");
  });

  it("parses what it serializes, for any order of parameters", () => {
    fc.assert(
      fc.property(
        token,
        token,
        fc.uniqueArray(fc.tuple(token, text), { selector: ([name]) => name }),
        (type, subtype, list) => {
          fc.pre(list.every(([name]) => name !== "charset"));
          const mediaType = { type, subtype, parameters: new Map(list) };
          const serialized = serializeMediaType(mediaType);
          const parsed = parseMediaType(serialized);
          expect({ ...parsed, parameters: Object.fromEntries(parsed.parameters) }).toEqual({
            ...mediaType,
            parameters: Object.fromEntries(list),
          });
          expect(serializeMediaType({ type, subtype, parameters: new Map(list.reverse()) })).toBe(serialized);
        },
      ),
    );
  });

  it("throws only the documented error, and can serialize everything it parses", () => {
    const pieces = fc.constantFrom(
      "a/b",
      "a",
      "/",
      ";",
      "=",
      '"',
      "\\",
      " ",
      "\t",
      ",",
      "é",
      "\n",
      "*",
      "x=y",
      "charset=",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (list) => {
        const parsed = attempt(() => parseMediaType(list.join("")));
        if (parsed) expect(parseMediaType(serializeMediaType(parsed))).toEqual(parsed);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("serializeMediaType", () => {
  it("quotes only if needed", () => {
    const parameters = new Map([
      ["Profile", "a b"],
      ["charset", "utf-8"],
      ["empty", ""],
    ]);
    expect(serializeMediaType({ type: "A", subtype: "B", parameters })).toBe(
      'a/b;charset=utf-8;empty="";profile="a b"',
    );
  });

  it.each([
    { type: "", subtype: "b", parameters: new Map() },
    { type: "a", subtype: "b/c", parameters: new Map() },
    { type: "a", subtype: "b", parameters: new Map([["x y", "z"]]) },
    { type: "a", subtype: "b", parameters: new Map([["x", "a\r\nb"]]) },
    { type: "a", subtype: "b", parameters: new Map([["x", "Ā"]]) },
  ])("refuses %j", (mediaType) => {
    expectFieldError(() => serializeMediaType(mediaType), "field-value");
  });
});
