import { parseAcceptQuery, parseEvents } from "@resource-events/fields";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEvents } from "./events.ts";
import { parseDictionary, parseList } from "./structured-fields.ts";

const token = fc.stringMatching(/^[A-Za-z*][!#$%&'*+\-.^_`|~A-Za-z0-9:/]{0,8}$/);
const text = fc.stringMatching(/^"(?:[ !#-[\]-~]|\\["\\]){0,8}"$/);
const number = fc.oneof(
  fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }).map(String),
  fc.stringMatching(/^-?\d{1,12}\.\d{1,3}$/),
);
const item = fc.oneof(token, text, number, fc.constantFrom("?1", "?0"));
const key = fc.oneof(
  fc.constantFrom("protocol", "status", "expires", "duration"),
  fc.stringMatching(/^[a-z*][a-z0-9_\-.*]{0,5}$/),
);
const parameters = fc
  .array(fc.tuple(key, item), { maxLength: 3 })
  .map((all) => all.map(([k, v]) => `;${k}=${v}`).join(""));
const innerList = fc
  .array(fc.tuple(item, parameters), { maxLength: 3 })
  .map((all) => `(${all.map((one) => one.join("")).join(" ")})`);
const value = fc.tuple(fc.oneof({ weight: 4, arbitrary: item }, innerList), parameters).map((both) => both.join(""));
const separator = fc.constantFrom(",", ", ", " ,\t", "  ,  ");
const dictionary = fc
  .array(fc.tuple(key, value, separator), { minLength: 1, maxLength: 5 })
  .map((members) => members.map(([k, v, s], index) => `${k}=${v}${index < members.length - 1 ? s : ""}`).join(""));
const list = fc
  .array(fc.tuple(value, separator), { minLength: 1, maxLength: 5 })
  .map((members) => members.map(([v, s], index) => v + (index < members.length - 1 ? s : "")).join(""));
/** Mostly well-formed values with one character added, removed or changed. */
const damaged = (values: fc.Arbitrary<string>) =>
  fc
    .tuple(values, fc.nat(), fc.nat(2), fc.constantFrom(...'"\\=;,()? %:-.1aA_&'))
    .map(([whole, place, cut, character]) => {
      const at = place % (whole.length + 1);
      return (whole.slice(0, at) + character + whole.slice(at + cut)).trim();
    });

/** What the full parser makes of `Events`, in the terms of the small one. */
function oracle(field: string): unknown {
  try {
    const { protocol, status, expires, expiresAt, duration } = parseEvents(field);
    return { protocol, status, expires: expires ?? expiresAt, duration };
  } catch {
    return undefined;
  }
}

function small(field: string): unknown {
  const members = parseDictionary(field);
  if (!members) return undefined;
  const number = (name: string, from = 0, to = Number.POSITIVE_INFINITY) => {
    const one = members.get(name);
    return typeof one === "number" && one >= from && one <= to ? one : undefined;
  };
  const protocol = members.get("protocol");
  const status = number("status", 100, 599);
  const expires = number("expires");
  return {
    protocol: typeof protocol === "string" ? protocol.toLowerCase() : undefined,
    status: Number.isInteger(status) ? status : undefined,
    expires:
      members.get("expires") instanceof Date ? members.get("expires") : Number.isInteger(expires) ? expires : undefined,
    duration: number("duration"),
  };
}

describe("the small Structured Fields parser", () => {
  it("reads dictionaries as the full one does", () => {
    fc.assert(
      fc.property(dictionary, (field) => void expect(small(field)).toEqual(oracle(field))),
      { numRuns: 500 },
    );
  });

  it("refuses what the full one refuses", () => {
    let refused = 0;
    fc.assert(
      fc.property(damaged(dictionary), (field) => {
        const expected = oracle(field);
        if (expected === undefined) refused += 1;
        // A parameter may hold an Inner List here (PREP-AE-5), which plain Structured Fields don't have; and what Byte
        // Sequences and Display Strings encode is not looked at.
        if (expected !== undefined || !/=\(|:|%"/.test(field)) expect(small(field)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  it("reads lists as the full one does", () => {
    fc.assert(
      fc.property(fc.oneof(list, damaged(list)), (field) => {
        let expected: string[] | undefined;
        try {
          expected = parseAcceptQuery(field).map(({ type, subtype }) => `${type}/${subtype}`);
        } catch {
          expected = undefined;
        }
        const members = parseList(field);
        if (expected === undefined && !/=\(|:|%"/.test(field)) expect(members).toBeUndefined();
        else if (expected !== undefined) expect(members).toBeDefined();
      }),
      { numRuns: 1000 },
    );
  });

  it("reads Inner Lists in parameters (PREP-AE-5), and media types either way (EQ-DI-1)", () => {
    expect(parseDictionary('protocol="prep";accept=("a/b";delta="c/d" "e/f"), status=200')?.get("status")).toBe(200);
    expect(parseList('"application/json", example/events-query;a="b", ("x" y)')).toEqual([
      "application/json",
      "example/events-query",
      undefined,
    ]);
  });

  it("passes over values of types that no field here has", () => {
    const members = parseDictionary('a=:aGk=:, b=%"f%c3%bc", c=?1, d=(1 2), e, f=1');
    expect([...(members ?? [])].map(([, value]) => value)).toEqual([...Array(5).fill(undefined), 1]);
  });

  it("takes hostile input in linear time, and throws nothing", () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (field) => void [parseList(field), parseDictionary(field)]));
    for (const piece of ["(", "a=(", "a;", "a; ", '"', "((( ", "a=1;b=( c ", ", ", 'a=%"']) {
      expect(parseDictionary(piece.repeat(20_000))).toBeUndefined();
    }
  });

  it("takes each of 100,000 repeated characters, in every place, without trying all their pairs", () => {
    const places = [
      "",
      "a=",
      "a=(",
      "a=(b ",
      "a=(b;",
      "a;",
      "a;b=(",
      "a;b=(c ",
      "a;b=(c;",
      'a="',
      "a=b",
      "a=1",
      "a=1,",
      "a=:",
    ];
    const runs = [
      " ",
      "\t",
      "\\",
      "a",
      "1",
      "-",
      "a ",
      "a;",
      ";a",
      "; a",
      "a, ",
      "a=1 ",
      '"" ',
      "() ",
      "(a) ",
      "%",
      ":",
      "a=:",
    ];
    const start = performance.now();
    for (const place of places) {
      for (const run of runs) {
        const field = place + run.repeat(100_000 / run.length);
        // Whatever comes of it: what can't follow makes the pattern fail at the very end, where it has most to try.
        for (const text of [field, `${field}\0`, `${field})\0`]) void [parseList(text), parseDictionary(text)];
      }
    }
    // Some 1500 fields: a run of spaces alone, where two patterns share it, would take longer than this for each.
    expect(performance.now() - start).toBeLessThan(25_000);
  });
});

describe("readEvents", () => {
  const read = (events: string, date?: string) => readEvents(new Headers({ events, ...(date ? { date } : {}) }));

  it("reads PREP's field as specified (PREP-EV-1, PREP-EV-3, PREP-EV-4)", () => {
    expect(read('protocol="prep", status=200, expires=600')).toEqual({ protocol: "prep", status: 200, duration: 600 });
  });

  it("reads token names, and dates as other servers send them (PREP-AE-2, PREP-EV-4)", () => {
    const date = "Sun, 22 Nov 2026 07:00:00 GMT";
    const expected = { protocol: "prep", status: 200, duration: 3600 };
    expect(read('protocol=PREP, status=200, expires="Sun, 22 Nov 2026 08:00:00 GMT"', date)).toEqual(expected);
    expect(read("protocol=prep, status=200, expires=@1795334400", date)).toEqual(expected);
    expect(read('protocol=prep, status=200, expires="Sun, 22 Nov 2026 06:00:00 GMT"', date)?.duration).toBe(0);
  });

  it("counts a date from now where the response has none", () => {
    const soon = new Date(Date.now() + 600_000).toUTCString();
    const duration = read(`protocol=prep, expires="${soon}"`)?.duration ?? 0;
    expect(duration).toBeGreaterThan(500);
    expect(duration).toBeLessThanOrEqual(600);
  });

  it("reads Events Query's field (EQ-EV-1)", () => {
    expect(read("duration=1.5;x=y, other")).toEqual({ protocol: undefined, status: undefined, duration: 1.5 });
    for (const field of [
      "duration=-1",
      'duration="5"',
      "duration",
      "duration=(5)",
      'expires="5"',
      'expires="tomorrow"',
    ]) {
      expect(read(field)).toEqual({ protocol: undefined, status: undefined, duration: undefined });
    }
  });

  it("tells a field that does not parse from none of its members", () => {
    expect(read("duration=")).toBeUndefined();
    expect(read("")).toBeUndefined();
    expect(readEvents(new Headers())).toBeUndefined();
  });
});
