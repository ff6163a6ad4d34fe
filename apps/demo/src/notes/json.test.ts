import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { copyJson, equalJson, JsonTextError, type JsonValue, measureJson, parseJson, writeJson } from "./json.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("parseJson", () => {
  it.each([
    ["not-utf-8", new Uint8Array([0x22, 0xff, 0x22])],
    ["not-json", bytes("{")],
    ["not-json", bytes("")],
    ["not-json", bytes("[1,]")],
    ["too-deep", bytes("[".repeat(201) + "]".repeat(201))],
    ["too-deep", bytes("[".repeat(300_000) + "]".repeat(300_000))],
    ["too-deep", bytes(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`)],
  ])("refuses: %s", (code, content) => {
    expect(() => parseJson(content)).toThrow(expect.objectContaining({ name: "JsonTextError", code }));
  });

  it("parses 200 levels", () => {
    expect(measureJson(parseJson(bytes("[".repeat(200) + "]".repeat(200)))).depth).toBe(200);
  });

  it("parses any serialized value, and throws only the documented error for any bytes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(writeJson(parseJson(bytes(JSON.stringify(value))))).toEqual(bytes(JSON.stringify(value)));
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (content) => {
        try {
          parseJson(content);
        } catch (reason) {
          expect(reason).toBeInstanceOf(JsonTextError);
        }
      }),
    );
  });
});

describe("equalJson", () => {
  it.each<[string, string, boolean]>([
    ['{"a":1,"b":[2]}', '{"b":[2],"a":1}', true],
    ["[1,2]", "[2,1]", false],
    ["[null]", "[]", false],
    ["[]", "{}", false],
    ["{}", "[]", false],
    ["1", '"1"', false],
    ["1.0", "1e0", true],
    ["null", "{}", false],
    ["{}", '{"toString":1}', false],
    ['{"__proto__":{}}', "{}", false],
    ['{"__proto__":1}', '{"__proto__":1}', true],
    ['{"a":null}', '{"b":null}', false],
  ])("%s and %s", (a, b, expected) => {
    expect(equalJson(JSON.parse(a), JSON.parse(b))).toBe(expected);
  });
});

it("copies deeply", () => {
  const value: JsonValue = JSON.parse('{"__proto__":{"a":[1]},"b":{"c":null}}');
  const copy = copyJson(value);
  expect(JSON.stringify(copy)).toBe('{"__proto__":{"a":[1]},"b":{"c":null}}');
  expect(copy).not.toBe(value);
});

it("measures approximately the length of the text", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value, (_, item) => (typeof item === "number" ? null : item));
      const { characters } = measureJson(JSON.parse(text));
      expect(characters).toBeLessThanOrEqual(text.length * 2);
      expect(characters).toBeGreaterThanOrEqual(text.length / 8);
    }),
  );
});
