import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attempt, expectFieldError } from "../test/expect-field-error.ts";
import { eventsQueryRealization } from "./events-query.ts";
import { jsonRealization, readSubscription } from "./subscription-content.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string, depth = 16) =>
  readSubscription(bytes(text), "example/events-query", [jsonRealization, eventsQueryRealization], { depth });
const eventsOf = (text: string) => Object.fromEntries(read(text).events?.fields ?? []);

/** The milliseconds that the fastest of five runs takes. */
function fastest(action: () => void): number {
  return Math.min(
    ...Array.from({ length: 5 }, () => {
      const begun = performance.now();
      action();
      return performance.now() - begun;
    }),
  );
}

describe("example/events-query (EQ-RQ-3)", () => {
  it.each(["", " \n", "---", "---\n", "--- {}\n...\n", "{}", "null", "~", "# nothing\n", "\uFEFF", "%YAML 1.2\n---\n"])(
    "takes %j for the empty model (EQ-DM-2)",
    (text) => {
      const subscription = read(text);
      expect([subscription.events, subscription.state, Object.keys(subscription.members)]).toEqual([
        undefined,
        undefined,
        [],
      ]);
    },
  );

  it.each([
    ["events:\n  Accept: a/b\n", { accept: "a/b" }],
    ["events:\r\n  Accept: a/b # why\r\n", { accept: "a/b" }],
    ["events: {Accept: a/b, 'Last-Event-ID': '7'}", { accept: "a/b", "last-event-id": "7" }],
    ["events:\n  Accept: '*/*'\n", { accept: "*/*" }],
    ["events:\n  Accept: >-\n    a/b,\n    c/d\n", { accept: "a/b, c/d" }],
    ["? events\n: ? Accept\n  : a/b\n", { accept: "a/b" }],
    ['{\n\t"events": {\n\t\t"Accept": "a\\/b"\n\t}\n}\n', { accept: "a/b" }],
    ["events:\nother: [1, {a: true}]\n", {}],
  ])("reads %j", (text, fields) => {
    expect(eventsOf(text)).toEqual(fields);
  });

  it.each([
    ["events:\n  @context: activity+json", { accept: "application/activity+json" }],
    ["events: {@context: activity+json}", { accept: "application/activity+json" }],
    ["events:\n  @context: [@x, activity+json]", { accept: "application/activity+json" }],
    [
      "events:\n  @context:\n    - @x\n    - https://www.w3.org/ns/activitystreams\n",
      { accept: "application/activity+json" },
    ],
    ["@id: @x\nevents:\n  X: @y\n", { x: "@y" }],
    ['events:\n  X: "@y: \\"@z"\n', { x: '@y: "@z' }],
    ["events:\n  X: |-\n    @y: &z\n", { x: "@y: &z" }],
    ["events:\n  X: a @b: c\n".replace(": c", ""), { x: "a @b" }],
  ])("accepts names with a plain @, like the drafts: %j", (text, fields) => {
    expect(eventsOf(text)).toEqual(fields);
  });

  it.each([
    "{}\n---\n{}",
    "---\n---\n",
    "a: 1\n...\nb: 2",
    "a: b: c",
    "a: 'b",
    "a: [b",
    "{a: b",
    "a\nb: c",
    "\ta: b",
    "events:\n\tAccept: x",
    "a: &x b",
    "a: *x",
    "a: !t b",
    "a: !!str b",
    "!t {}",
    "&x {}",
    "%YAML 1.1\n---\n",
    "%TAG ! x\n---\n",
    "a: `b",
    "a: %b",
    "a: |x\n b",
    "a: 1\na: 2",
    "{a: 1, a: 2}",
    'events: {A: b, "A": b}',
    "1: a\n'1': b",
    "? [a]\n: b",
    "? {a: b}\n: c",
    '"\\q"',
    "events:\n  a: 'b\n c: d",
  ])("refuses the malformed %j", (text) => {
    expectFieldError(() => read(text), "content-syntax");
  });

  it.each([
    "[]",
    "- a",
    "text",
    "1",
    "state: {}",
    "events: []",
    "events: 1",
    "events:\n  Last-Event-ID: 456\n",
    "events:\n  A: true",
    "events:\n  A: x\n  a: y",
    "events:\n  <<: {A: x}",
    'events:\n  A: "x\\ny"',
    "events:\n  : x",
    "events:\n  A: |\n    x\n",
  ])("refuses the invalid %j", (text) => expectFieldError(() => read(text), "content-semantics"));

  it("keeps hostile names out of prototypes", () => {
    const { events, members } = read("__proto__: {events: {}}\nevents:\n  __proto__: x\n  '@x': {__proto__: {a: b}}\n");
    expect(Object.keys(members)).toEqual([]);
    expect(events?.fields.get("__proto__")).toBe("x");
    expect("a" in {}).toBe(false);
  });

  it("limits nesting, like JSON", () => {
    for (const depth of [3, 16]) {
      const nested = (levels: number) => `{"x":${"[".repeat(levels)}${"]".repeat(levels)}}`;
      expect(read(nested(depth - 1), depth).members).toHaveProperty("x");
      expectFieldError(() => read(nested(depth), depth), "content-too-deep");
    }
    const block = (levels: number) => Array.from({ length: levels }, (_, level) => `${" ".repeat(level)}x:\n`).join("");
    expect(read(block(16)).members).toHaveProperty("x");
    expectFieldError(() => read(block(17)), "content-too-deep");
  });

  it.each(["[", "{", "{a: ", "[[],", "- ", "? ", "? - ", "- ? ", "{? a: "])(
    "refuses many repetitions of %j",
    (piece) => {
      expectFieldError(() => read(piece.repeat(16_000 / piece.length)), "content-too-deep");
    },
  );

  it.each(["a:\n", "\n", "- \n", "a: |\n  x\n", "a: {},\n", "# x\n", "a: 'b'\n"])(
    "bounds the work for %j over and over",
    (piece) => {
      expectFieldError(() => read(piece.repeat(16_000 / piece.length)), "content-too-large");
    },
  );

  // The parser would collect all of these errors, each with a stack trace: that took up to 110 ms.
  it.each([
    ["wrong escapes", "\\q", 8_000, 'a: "', '"'],
    ["wrong code points", "\\uZZZZ", 2_000, 'a: "', '"'],
    ["commas", ",", 2_000, "x: [", "]"],
    ["brackets", "[]", 8_000, "", ""],
    ["closing brackets", "]", 16_000, "", ""],
    ["quotes", '""', 600, "", ""],
    ["quotes and line ends", '"\n\n', 5_000, "", ""],
    ["documents", "---\n", 4_000, "", ""],
    ["ends of documents", "...\n", 4_000, "", ""],
    ["quotes that don't end", "'\n", 8_000, "", ""],
  ])("stops at the first error: %s", (_, piece, pieces, before, after) => {
    const content = before + piece.repeat(pieces) + after;
    const valid = `a: "${"\\n".repeat(7_000)}"\nb: [${"1,".repeat(500)}]`;
    expectFieldError(() => read(content), "content-syntax");
    expect(read(valid).members).toHaveProperty("b.length", 500);
    // As much content without errors takes longer, since all of it is read.
    expect(fastest(() => attempt(() => read(content)))).toBeLessThan(5 * fastest(() => read(valid)));
  });

  it("does not repeat content of any length in its messages", () => {
    for (const text of [`a: |${"x".repeat(10_000)}\n`, `a: !${"x".repeat(10_000)}`, `a: "\\${"x".repeat(10_000)}"`]) {
      expect(() => read(text)).toThrow(/^.{1,200}$/s);
    }
  });

  it("limits the work according to the limit in bytes", () => {
    const text = `x: [${"1,".repeat(2000)}]`;
    expectFieldError(() => read(text), "content-too-large");
    const options = { bytes: 65_536 };
    const { members } = readSubscription(bytes(text), "example/events-query", [eventsQueryRealization], options);
    expect(members).toHaveProperty("x.length", 2000);
  });

  it("reads all JSON like the JSON realization", () => {
    const space = fc.constantFrom("", "  ", "\t");
    const document = fc.dictionary(
      fc.string({ unit: "grapheme" }),
      fc.jsonValue({ maxDepth: 4, stringUnit: "grapheme" }),
      { maxKeys: 4 },
    );
    fc.assert(
      fc.property(document, space, (value, indentation) => {
        fc.pre(!("events" in value) && !("state" in value));
        const text = JSON.stringify(value, null, indentation);
        const json = readSubscription(bytes(text), "application/json", [jsonRealization]);
        expect(JSON.stringify(read(text).members)).toBe(JSON.stringify(json.members));
      }),
      { numRuns: 500 },
    );
  });

  it("throws only the documented error", () => {
    const pieces = fc.constantFrom(
      "events",
      "state",
      ":",
      " ",
      "\n",
      "  ",
      "- ",
      "[",
      "]",
      "{",
      "}",
      ",",
      '"',
      "'",
      "|",
      ">",
      "&a",
      "*a",
      "!t",
      "@x",
      "#",
      "? ",
      "---\n",
      "...\n",
      "%",
      "Accept: a/b\n",
      "\t",
      "\\",
      "é",
      "\r",
      "\0",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 16 }), (list) => {
        attempt(() => read(list.join("")));
      }),
      { numRuns: 5000 },
    );
  });
});
