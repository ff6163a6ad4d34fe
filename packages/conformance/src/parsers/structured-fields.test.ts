import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isInnerList, type Parameters, readDictionary, readItem, readList, textOf } from "./structured-fields.ts";

const key = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
const bare = fc.oneof(
  fc.stringMatching(/^[ !#-[\]-~]{0,8}$/).map((value) => ({ text: `"${value}"`, value })),
  fc.stringMatching(/^[A-Za-z][a-z/]{0,8}$/).map((token) => ({ text: token, value: { token } })),
  fc.integer({ min: -999, max: 999 }).map((value) => ({ text: String(value), value })),
);
const unique = { selector: ([name]: readonly [string, unknown]) => name, maxLength: 2 };
const { item } = fc.letrec<{ item: { text: string; value: unknown }; list: { text: string; value: unknown } }>(
  (tie) => ({
    list: fc.array(tie("item"), { maxLength: 3 }).map((items) => ({
      text: `(${items.map(({ text }) => text).join(" ")})`,
      value: { items: items.map(({ value }) => value), parameters: new Map() },
    })),
    item: fc
      .tuple(
        bare,
        fc.uniqueArray(fc.tuple(key, fc.oneof({ depthSize: "small", maxDepth: 3 }, bare, tie("list"))), unique),
      )
      .map(([{ text, value }, parameters]) => ({
        text: text + parameters.map(([name, inner]) => `;${name}=${inner.text}`).join(""),
        value: { value, parameters: new Map(parameters.map(([name, inner]) => [name, inner.value])) },
      })),
  }),
);

describe("Structured Fields with Inner Lists as parameters (PREP-AE-5)", () => {
  it("reads back every list and dictionary, however deep", () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 3 }), (items) => {
        expect(readList(items.map(({ text }) => text).join(", "))).toEqual(items.map(({ value }) => value));
        const members = items.map(({ text }, index) => `k${index}=${text}`).join(", ");
        expect([...(readDictionary(members)?.values() ?? [])]).toEqual(items.map(({ value }) => value));
        expect(readItem(items[0]?.text ?? "")).toEqual(items[0]?.value);
      }),
    );
  });

  it("never throws, whatever the input", () => {
    const noise = fc.string({ unit: fc.constantFrom(...'()"\\;=, abc*n:%?1.'), maxLength: 30 });
    fc.assert(
      fc.property(noise, (text) => {
        for (const read of [readList, readDictionary, readItem]) expect(() => read(text)).not.toThrow();
      }),
    );
  });

  it("reads the examples in PREP's draft", () => {
    const members = readList('"prep";accept=("message/rfc822";delta="text/plain" "application/json");q=0.5');
    const [prep] = members ?? [];
    const parameters: Parameters = prep?.parameters ?? new Map();
    const accept = parameters.get("accept");
    expect(isInnerList(accept) && accept.items.map(({ value }) => textOf(value))).toEqual([
      "message/rfc822",
      "application/json",
    ]);
    expect(parameters.get("q")).toBe(0.5);
  });

  it("distinguishes a Token from a String, and reads ordinary Inner Lists", () => {
    expect(readItem("prep")?.value).toEqual({ token: "prep" });
    expect(readList('("a";b=(c) d);e')).toMatchObject([{ items: [{ value: "a" }, { value: { token: "d" } }] }]);
    expect(readDictionary("a=(1 2), b;c=(3)")?.get("a")).toMatchObject({ items: [{ value: 1 }, { value: 2 }] });
  });

  it.each(["", "a;b=(", 'a;b=("', "a;b=(c)d", "a;b=((c))", "a b", `a${";b=(c".repeat(20)}${")".repeat(20)}`])(
    "gives nothing for %j",
    (text) => {
      expect(readItem(text)).toBeUndefined();
    },
  );
});
