import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attempt, expectFieldError } from "../test/expect-field-error.ts";
import { parseAcceptQuery, serializeAcceptQuery } from "./accept-query.ts";
import { parseMediaType, serializeMediaType } from "./media-type.ts";

const read = (value: string) => parseAcceptQuery(value).map(serializeMediaType);

describe("parseAcceptQuery (EQ-DI-1)", () => {
  it.each([
    ["", []],
    ['"example/events-query"', ["example/events-query"]],
    ["example/events-query", ["example/events-query"]],
    ['"application/json", Example/Events-Query;a=b;c="d e"', ["application/json", 'example/events-query;a=b;c="d e"']],
    ['"application/ld+json;profile=\\"x\\""', ["application/ld+json;profile=x"]],
    ['("a/b"), 1, ?1, "nonsense", "a/b";x, token, "c/d"', ["c/d"]],
    ["application/*, */*", ["application/*", "*/*"]],
    ['"a/b";x=@0, "c/d", e/f;y=@1;z=2, (@1 @2), g/h', ["c/d", "g/h"]],
  ])("reads %j", (value, mediaTypes) => {
    expect(read(value)).toEqual(mediaTypes);
  });

  it.each(["a/b,", '"a/b', "a/b c/d", "a/b;X=1", "a/b;x=(1)", "é"])("refuses %j", (value) => {
    expectFieldError(() => parseAcceptQuery(value), "field-syntax", "Accept-Query");
  });
});

describe("serializeAcceptQuery", () => {
  it("writes Strings, and parameters as Structured Fields parameters", () => {
    const mediaTypes = [parseMediaType("application/JSON"), parseMediaType('application/ld+json;profile="x y";v=1')];
    expect(serializeAcceptQuery(mediaTypes)).toBe('"application/json", "application/ld+json";profile="x y";v="1"');
  });

  it.each(['a/b;1="x"', "a/b;!=x", 'a/b;x="é"', 'a/b;x="\t"'])(
    "refuses %j, which Structured Fields can't hold",
    (value) => {
      expectFieldError(() => serializeAcceptQuery([parseMediaType(value)]), "field-value", "Accept-Query");
    },
  );

  it("refuses invalid media types", () => {
    expectFieldError(() => serializeAcceptQuery([{ type: "a b", subtype: "c", parameters: new Map() }]), "field-value");
  });

  it("serializes everything it parses", () => {
    const pieces = fc.constantFrom('"a/b"', "a/b", "c/d+e", ";x=", ";y=1", '"z"', ", ", " ", "(", ")", '"', "?1");
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 10 }), (list) => {
        const parsed = attempt(() => parseAcceptQuery(list.join("")));
        if (parsed) expect(parseAcceptQuery(serializeAcceptQuery(parsed))).toEqual(parsed);
      }),
      { numRuns: 2000 },
    );
  });
});
