import fc from "fast-check";
import { DisplayString } from "structured-headers";
import { describe, expect, it } from "vitest";
import { attempt, expectFieldError } from "../test/expect-field-error.ts";
import { type AcceptEventsItem, parseAcceptEvents, preferredEvents, serializeAcceptEvents } from "./accept-events.ts";
import type { EventFieldItem, EventFieldValue } from "./event-field-value.ts";
import { Token } from "./structured-fields.ts";

const none: ReadonlyMap<string, EventFieldValue> = new Map();
const item = (protocol: string, weight = 1, parameters: Record<string, EventFieldValue> = {}): AcceptEventsItem => ({
  protocol,
  weight,
  parameters: new Map(Object.entries(parameters)),
});
const list = (...values: EventFieldItem["value"][]): EventFieldItem[] =>
  values.map((value) => ({ value, parameters: none }));

describe("parseAcceptEvents", () => {
  it.each<[string, AcceptEventsItem[]]>([
    ["", []],
    ['"prep"', [item("prep")]],
    ["prep", [item("prep")]],
    ['"PREP"', [item("prep")]],
    ["PREP;q=0.5", [item("prep", 0.5)]],
    ['"prep"; accept="message/rfc822"', [item("prep", 1, { accept: "message/rfc822" })]],
    ['"prep";accept=application/ld+json', [item("prep", 1, { accept: new Token("application/ld+json") })]],
    [
      '"prep";accept=(message/rfc822 application/json)',
      [item("prep", 1, { accept: list(new Token("message/rfc822"), new Token("application/json")) })],
    ],
    ['"prep";q=0.2;accept=( "a/b"  "c/d" );x', [item("prep", 0.2, { accept: list("a/b", "c/d"), x: true })]],
    ['"prep";accept=();q=1.0', [item("prep", 1, { accept: [] })]],
    ['"a", "b" \t,\t"c"', [item("a"), item("b"), item("c")]],
    ['"prep";q=0', [item("prep", 0)]],
    ['"prep";q=0.1;q=0.2', [item("prep", 0.2)]],
    ['"a\\"b,;("', [item('a"b,;(')]],
    [
      '"prep";t=@1;u=:AQ==:;v=?0;w=%"%c3%a9"',
      [
        item("prep", 1, {
          t: new Date(1000),
          u: new Uint8Array([1]).buffer,
          v: false,
          w: new DisplayString("é") as never,
        }),
      ],
    ],
  ])("reads %j (PREP-AE-1, PREP-AE-2, PREP-AE-6)", (value, items) => {
    expect(parseAcceptEvents(value)).toEqual(items);
  });

  it("reads parameters of Inner List members, even if they hold Inner Lists (PREP-AE-5)", () => {
    const value = '"prep";accept=("message/rfc822";delta=("a/b" c/d;q=0.5);x=1 "application/json");y';
    const delta: EventFieldItem[] = [
      { value: "a/b", parameters: none },
      { value: new Token("c/d"), parameters: new Map([["q", 0.5]]) },
    ];
    const accept: EventFieldItem[] = [
      {
        value: "message/rfc822",
        parameters: new Map<string, EventFieldValue>([
          ["delta", delta],
          ["x", 1],
        ]),
      },
      { value: "application/json", parameters: none },
    ];
    expect(parseAcceptEvents(value)).toEqual([item("prep", 1, { accept, y: true })]);
  });

  it("reads what express-prep and the drafts' servers send", () => {
    const value = '"prep";accept=("message/rfc822";delta="application/merge-patch+json" "application/json")';
    const [prep] = parseAcceptEvents(value);
    expect(prep?.parameters.get("accept")).toHaveLength(2);
  });

  it.each([
    ['1, "prep"'],
    ['?1, "prep"'],
    ['("prep"), "prep"'],
    [':AQ==:, "prep"'],
    ['("x";a=("y"));q=0.1, "prep"'],
    ['"x";q=2, "prep"'],
    ['"x";q=-0.1, "prep"'],
    ['"x";q="1", "prep"'],
    ['"x";q, "prep"'],
    ['"x";q=(1), "prep"'],
  ])("ignores members without a valid protocol or weight in %j (PREP-AE-3)", (value) => {
    expect(parseAcceptEvents(value)).toEqual([item("prep")]);
  });

  it.each([
    '"prep',
    "prep,",
    ",prep",
    "prep,,prep",
    "prep prep",
    "prep;",
    "prep;Q=1",
    "prep;a=",
    "prep;a=(",
    "prep;a=(b",
    "prep;a=(b;)",
    'prep;a=("b""c")',
    "prep;a=(b,c)",
    "prep;a=((b))",
    "prep;a=b;;c",
    "prep;a==b",
    "é",
    "prep;a=é",
    '"é"',
    "prep;a=1.0001",
    "prep;a=(b)c",
    "prep)",
    "\tprep",
    "prep;a=?2",
    "prep;a=:x",
    "prep ;a",
  ])("refuses all of %j (PREP-AE-3)", (value) => {
    expectFieldError(() => parseAcceptEvents(value), "field-syntax", "Accept-Events");
  });

  it("limits the nesting of lists", () => {
    const nested = (depth: number) => `p${";a=(b".repeat(depth)}${")".repeat(depth)}`;
    expect(parseAcceptEvents(nested(8))).toHaveLength(1);
    expectFieldError(() => parseAcceptEvents(nested(9)), "field-syntax");
    expectFieldError(() => parseAcceptEvents(nested(5000)), "field-syntax");
  });

  it("throws only the documented error, and can serialize everything it parses", () => {
    const pieces = fc.constantFrom(
      '"p"',
      "p",
      ";",
      "a=",
      "q=0.5",
      "(",
      ")",
      " ",
      ",",
      '"',
      "\\",
      "1",
      "@1",
      "%",
      ":",
      "?1",
      "*",
      "\t",
      "é",
      ";a=(b",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
        const parsed = attempt(() => parseAcceptEvents(parts.join("")));
        if (parsed) expect(parseAcceptEvents(serializeAcceptEvents(parsed))).toEqual(parsed);
      }),
      { numRuns: 5000 },
    );
  });
});

describe("preferredEvents (PREP-AE-4)", () => {
  it("sorts by weight, keeps the order of ties, leaves out weight 0", () => {
    const items = parseAcceptEvents('"a";q=0.5, "b";q=0, "c", "prep";q=0.5, "prep"');
    expect(preferredEvents(items).map(({ protocol, weight }) => [protocol, weight])).toEqual([
      ["c", 1],
      ["prep", 1],
      ["a", 0.5],
      ["prep", 0.5],
    ]);
    expect(items[0]?.protocol).toBe("a");
  });
});

describe("serializeAcceptEvents (PREP-AE-2)", () => {
  it("writes lower-case Strings, with q last and only if it is not 1", () => {
    const items = [
      item("PREP", 0.5, { accept: list("message/rfc822", new Token("application/json")), x: true }),
      item("other"),
    ];
    expect(serializeAcceptEvents(items)).toBe('"prep";accept=("message/rfc822" application/json);x;q=0.5, "other"');
  });

  it.each([
    item("prép"),
    item("a\r\nb"),
    item("prep", 2),
    item("prep", Number.NaN),
    item("prep", 1, { q: 1 }),
    item("prep", 1, { Accept: "a/b" }),
    item("prep", 1, { "": 1 }),
    item("prep", 1, { a: Number.NaN }),
    item("prep", 1, { a: list("é") }),
    item("prep", 1, { a: Infinity }),
  ])("refuses %j", (refused) => {
    expectFieldError(() => serializeAcceptEvents([refused]), "field-value", "Accept-Events");
  });

  it("writes no list that the parser would refuse", () => {
    let value: EventFieldValue = "x";
    for (let depth = 0; depth < 8; depth += 1) value = [{ value: "y", parameters: new Map([["a", value]]) }];
    const eight = item("p", 1, { a: value });
    expect(parseAcceptEvents(serializeAcceptEvents([eight]))).toEqual([eight]);
    const nine = item("p", 1, { a: [{ value: "y", parameters: new Map([["a", value]]) }] });
    expectFieldError(() => serializeAcceptEvents([nine]), "field-value");
  });

  it("parses everything it serializes", () => {
    const key = fc.stringMatching(/^[a-pr-z*][a-z0-9_\-.*]{0,4}$/);
    const bare = fc.oneof(
      fc.string({ unit: "grapheme-ascii", maxLength: 6 }),
      fc.integer(),
      fc.boolean(),
      fc.stringMatching(/^[A-Za-z*][:/\w]{0,5}$/).map((text) => new Token(text)),
    );
    const { value: valueTree } = fc.letrec<{ value: EventFieldValue; item: EventFieldItem }>((tie) => ({
      value: fc.oneof({ maxDepth: 3, depthIdentifier: "list" }, bare, fc.array(tie("item"), { maxLength: 3 })),
      item: fc.record({
        value: bare,
        parameters: fc.dictionary(key, tie("value"), { maxKeys: 2 }).map((entries) => new Map(Object.entries(entries))),
      }),
    }));
    const items = fc.array(
      fc.record({
        protocol: fc.stringMatching(/^[ -@[-~]{0,6}$/),
        weight: fc.integer({ min: 0, max: 1000 }).map((weight) => weight / 1000),
        parameters: fc.dictionary(key, valueTree, { maxKeys: 3 }).map((entries) => new Map(Object.entries(entries))),
      }),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(items, (written) => {
        expect(parseAcceptEvents(serializeAcceptEvents(written))).toEqual(written);
      }),
      { numRuns: 500 },
    );
  });
});
