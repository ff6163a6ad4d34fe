import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attempt, expectFieldError } from "../test/expect-field-error.ts";
import { type Events, parseEvents, serializeEvents } from "./events.ts";

describe("parseEvents", () => {
  it.each<[string, Events]>([
    ["", {}],
    ['protocol="prep", status=200, expires=3600', { protocol: "prep", status: 200, expires: 3600 }],
    ["protocol=PREP", { protocol: "prep" }],
    ['protocol="PREP";x=1, other=(1 2);a', { protocol: "prep" }],
    ['status=412, protocol="prep"', { protocol: "prep", status: 412 }],
    ["status=99", {}],
    ["status=600", {}],
    ["status=200.5", {}],
    ['status="200"', {}],
    ["status=(200)", {}],
    ["status", {}],
    ["protocol", {}],
    ["expires=-1", {}],
    ["expires=1.5", {}],
    ["expires=0", { expires: 0 }],
    ["duration=0", { duration: 0 }],
    ["duration=1.5", { duration: 1.5 }],
    ["duration=600;x=y", { duration: 600 }],
    ["duration=1, duration=2", { duration: 2 }],
    ["x, duration=2", { duration: 2 }],
    ['protocol="prep";accept=("message/rfc822";delta=("a/b") "c/d"), status=200', { protocol: "prep", status: 200 }],
    ["expires=5;x=@1;y, duration=2;z=(@1)", { expires: 5, duration: 2 }],
  ])("reads %j (PREP-EV-1, EQ-EV-1)", (value, events) => {
    expect(parseEvents(value)).toEqual(events);
  });

  it.each([
    "duration=-1",
    "duration=?1",
    "duration",
    'duration="1"',
    "duration=(1)",
    "duration=tomorrow",
    "duration=@1",
    "duration=:AQ==:",
  ])("treats %j as absent (EQ-EV-1)", (value) => expect(parseEvents(value)).toEqual({}));

  it.each([
    'expires="Thu, 02 Jan 2025 10:10:10 GMT"',
    'expires="Thursday, 02-Jan-25 10:10:10 GMT"',
    'expires="Thu Jan  2 10:10:10 2025"',
    'expires=@1735812610, protocol="prep"',
  ])("reads the date in %j (PREP-EV-4)", (value) => {
    const { expires, expiresAt } = parseEvents(value);
    expect(expires).toBeUndefined();
    expect(expiresAt?.toISOString()).toBe("2025-01-02T10:10:10.000Z");
  });

  it.each(['expires="5"', 'expires="Thu, nonsense"', 'expires=""', "expires=@999999999999999", "expires=Thu"])(
    "takes %j for no date",
    (value) => expect(parseEvents(value)).toEqual({}),
  );

  it.each([
    "=",
    "duration=1.0001",
    "duration=",
    "Duration=1",
    "duration=1,",
    "duration=1; expires=2,",
    "é",
    "duration=1\n",
  ])("refuses %j (PREP-EV-5)", (value) => expectFieldError(() => parseEvents(value), "field-syntax", "Events"));

  it("throws only the documented error", () => {
    const pieces = fc.constantFrom(
      "protocol=",
      "status=",
      "expires=",
      "duration=",
      '"',
      "@",
      "1",
      ".5",
      "-",
      ",",
      " ",
      ";a",
      "(",
      ")",
      ":",
      "?1",
      '"Thu, x"',
      "%",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (list) => {
        const events = attempt(() => parseEvents(list.join("")));
        if (events) expect(parseEvents(serializeEvents(events))).toEqual({ ...events, expiresAt: undefined });
      }),
      { numRuns: 3000 },
    );
  });
});

describe("serializeEvents", () => {
  it.each<[Events, string]>([
    [{}, ""],
    [{ duration: 600 }, "duration=600"],
    [{ duration: 0 }, "duration=0"],
    [{ expires: 3600, status: 200, protocol: "PREP" }, 'protocol="prep", status=200, expires=3600'],
    [{ protocol: "prep", status: 412 }, 'protocol="prep", status=412'],
    [{ duration: 1.5, expires: 0 }, "expires=0, duration=1.5"],
    [{ duration: 1.0001 }, "duration=1"],
    [{ duration: 1.0006 }, "duration=1.001"],
    [{ duration: 0.0001 }, "duration=0.001"],
    [{ duration: -0 }, "duration=0"],
    [{ expiresAt: new Date(0) }, ""],
  ])("writes %j", (events, text) => {
    expect(serializeEvents(events)).toBe(text);
  });

  it.each<Events>([
    { duration: Number.NaN },
    { duration: Infinity },
    { duration: -1 },
    { duration: 1e15 },
    { duration: 1234567890123.5 },
    { expires: 1.5 },
    { expires: -1 },
    { expires: Number.NaN },
    { expires: 1e15 },
    { status: 99 },
    { status: 600 },
    { status: 200.5 },
    { protocol: "prép" },
    { protocol: "prep\r\nInjected: 1" },
  ])("refuses %j", (events) => {
    expectFieldError(() => serializeEvents(events), "field-value", "Events");
  });

  it("parses everything it serializes", () => {
    const thousandths = fc.integer({ min: 0, max: 999_999_999 }).map((value) => value / 1000);
    const record = fc.record(
      {
        protocol: fc.stringMatching(/^[ -@[-~]{0,9}$/),
        status: fc.integer({ min: 100, max: 599 }),
        expires: fc.nat(),
        duration: thousandths,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(record, (events) => {
        expect(parseEvents(serializeEvents(events))).toEqual(events);
      }),
    );
  });
});
