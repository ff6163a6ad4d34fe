import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attempt, fieldErrorOf } from "../test/expect-field-error.ts";
import { parseAccept, serializeAccept } from "./accept.ts";
import { parseAcceptEventField } from "./accept-event-field.ts";
import { parseAcceptEvents } from "./accept-events.ts";

function read(accept: string): string | undefined {
  const [item] = parseAcceptEvents(`"prep";accept=${accept}`);
  const ranges = parseAcceptEventField(item?.parameters.get("accept"));
  return ranges && serializeAccept(ranges);
}

describe("parseAcceptEventField (PREP-AE-6)", () => {
  it("returns undefined if there is none", () => {
    expect(parseAcceptEventField(undefined)).toBeUndefined();
  });

  it.each([
    ['"message/rfc822"', "message/rfc822"],
    ["application/ld+json", "application/ld+json"],
    ["*/*", "*/*"],
    ['"a/b;q=0.5, c/d"', "a/b;q=0.5, c/d"],
    ["(application/json)", "application/json"],
    ['("a/b";q=0.5 c/d;q=0 "e/f")', "a/b;q=0.5, c/d;q=0, e/f"],
    ['("application/ld+json;profile=\\"x y\\"")', 'application/ld+json;profile="x y"'],
    ['("application/ld+json";profile="x y" a/b;c=d;e=1)', 'application/ld+json;profile="x y", a/b;c=d;e=1'],
    ['("a/b;q=0.3";q=0.4)', "a/b;q=0.4"],
    ["()", ""],
    ['("message/rfc822";delta="text/plain")', 'message/rfc822;delta="text/plain"'],
    ["(message/rfc822;delta=text/plain application/json)", 'message/rfc822;delta="text/plain", application/json'],
    ['("message/rfc822";delta=("a/b" c/d;q=0.5))', 'message/rfc822;delta="a/b, c/d;q=0.5"'],
    ['("message/rfc822;delta=\\"A/B,c/d\\"")', 'message/rfc822;delta="a/b, c/d"'],
    ['"message/rfc822;delta=\\"A/B\\""', 'message/rfc822;delta="a/b"'],
    ['("text/plain";charset=UTF-8)', "text/plain;charset=utf-8"],
  ])("reads %s", (value, accept) => {
    expect(read(value)).toBe(accept);
  });

  it("turns delta into a string that parseAccept can parse (NF-5, PREP-MS-7)", () => {
    const [item] = parseAcceptEvents('"prep";accept=("message/rfc822";delta=("a/b" "c/*";q=0.5))');
    const [range] = parseAcceptEventField(item?.parameters.get("accept")) ?? [];
    expect(parseAccept(range?.parameters.get("delta") ?? "").map(({ weight }) => weight)).toEqual([1, 0.5]);
  });

  it.each([
    "1",
    "?1",
    ":AQ==:",
    "@1",
    "(1)",
    '("")',
    '("a/b, c/d")',
    '("message")',
    '"message"',
    "message",
    '("a/b";q=2)',
    '("a/b";q="1")',
    '("a/b";q)',
    '("a/b";x)',
    '("a/b";x=("y"))',
    '("a/b";delta)',
    '("a/b";delta=1)',
    '("a/b";delta="x")',
    '("a/b";delta=(x))',
    '("*/b")',
  ])("refuses the invalid %s (PREP-NO-4)", (value) => {
    expect(fieldErrorOf(() => read(value)).code).toMatch(/^field-(syntax|value)$/);
  });

  it("throws only the documented error", () => {
    const pieces = fc.constantFrom(
      "(",
      ")",
      '"a/b"',
      "a/b",
      " ",
      ";",
      "delta=",
      "q=0.5",
      "x=",
      "1",
      '"',
      '"a/b;delta=\\"c/d\\""',
      "(a/b)",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (list) => {
        const accept = attempt(() => read(list.join("")));
        if (accept !== undefined) expect(serializeAccept(parseAccept(accept))).toBe(accept);
      }),
      { numRuns: 3000 },
    );
  });
});
