import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { equalJson, type JsonValue } from "./json.ts";
import { applyJsonPatch, maximumHandled } from "./json-patch.ts";
import { maximumOperations } from "./json-patch-document.ts";
import { JsonPatchError } from "./json-patch-error.ts";

function applied(document: string, patch: string): string {
  try {
    return JSON.stringify(applyJsonPatch(JSON.parse(document), JSON.parse(patch)));
  } catch (reason) {
    if (reason instanceof JsonPatchError) return reason.code;
    throw reason;
  }
}

interface Vector {
  readonly comment?: string;
  readonly doc: JsonValue;
  readonly patch: JsonValue;
  readonly expected?: JsonValue;
  readonly error?: string;
  readonly disabled?: boolean;
}

const require = createRequire(import.meta.url);
const files: Readonly<Record<string, readonly Vector[]>> = {
  "tests.json": require("json-patch-test-suite/tests.json"),
  "spec_tests.json": require("json-patch-test-suite/spec_tests.json"),
};
const vectors = Object.entries(files).flatMap(([file, list]) =>
  list.map((vector, index) => ({ name: `${file} ${index}`, ...vector })),
);

describe("the vectors of json-patch-test-suite", () => {
  const enabled = vectors.filter(({ disabled, patch }) => disabled !== true && patch !== undefined);

  it.each(enabled)("$name: $comment", ({ doc, patch, expected, error }) => {
    if (error !== undefined) {
      expect(() => applyJsonPatch(doc, patch)).toThrow(JsonPatchError);
    } else {
      const result = applyJsonPatch(doc, patch);
      if (expected !== undefined) expect(equalJson(result, expected)).toBe(true);
    }
  });

  it("are not missing", () => {
    expect(enabled.length).toBeGreaterThan(90);
  });
});

describe("applyJsonPatch", () => {
  it.each([
    // Own members only, with any names.
    ["{}", '[{"op":"add","path":"/__proto__","value":{"polluted":1}}]', '{"__proto__":{"polluted":1}}'],
    ["{}", '[{"op":"add","path":"/__proto__/polluted","value":1}]', "conflict"],
    ["{}", '[{"op":"add","path":"/toString/polluted","value":1}]', "conflict"],
    ["{}", '[{"op":"add","path":"/constructor/prototype/polluted","value":1}]', "conflict"],
    ["{}", '[{"op":"copy","from":"/toString","path":"/a"}]', "conflict"],
    ["{}", '[{"op":"test","path":"/toString","value":null}]', "conflict"],
    ['{"__proto__":{"a":1}}', '[{"op":"replace","path":"/__proto__/a","value":2}]', '{"__proto__":{"a":2}}'],
    ['{"__proto__":{"a":1}}', '[{"op":"remove","path":"/__proto__"}]', "{}"],
    ["[1]", '[{"op":"replace","path":"/length","value":0}]', "conflict"],
    ["[1]", '[{"op":"add","path":"/2","value":0}]', "conflict"],
    ["[1]", '[{"op":"add","path":"/-","value":0}]', "[1,0]"],
    ["[1]", '[{"op":"remove","path":"/-"}]', "conflict"],
    ["[1]", '[{"op":"copy","from":"/0","path":"/01"}]', "conflict"],
    // The whole document.
    ['{"a":1}', '[{"op":"replace","path":"","value":[2]}]', "[2]"],
    ['{"a":1}', '[{"op":"add","path":"","value":null}]', "null"],
    ['{"a":1}', '[{"op":"remove","path":""}]', "conflict"],
    ['{"a":[1]}', '[{"op":"move","from":"/a","path":""}]', "[1]"],
    ['{"a":1}', '[{"op":"copy","from":"","path":"/b"}]', '{"a":1,"b":{"a":1}}'],
    ['{"a":1}', '[{"op":"move","from":"","path":""}]', '{"a":1}'],
    ['{"a":1}', '[{"op":"move","from":"","path":"/b"}]', "conflict"],
    ['{"a":{},"b":1}', '[{"op":"move","from":"/a","path":"/a"}]', '{"a":{},"b":1}'],
    ['{"a":{}}', '[{"op":"move","from":"/a","path":"/a/b"}]', "conflict"],
    ['{"ab":1}', '[{"op":"move","from":"/ab","path":"/abc"}]', '{"abc":1}'],
    ['{"a":1,"b":2}', '[{"op":"replace","path":"/a","value":3}]', '{"a":3,"b":2}'],
    ['{"a":1}', '[{"op":"add","path":"/a/b","value":1}]', "conflict"],
    // A copy is independent of the original.
    ['{"a":[]}', '[{"op":"copy","from":"/a","path":"/b"},{"op":"add","path":"/b/0","value":1}]', '{"a":[],"b":[1]}'],
    // Not a JSON Patch.
    ["{}", "{}", "invalid"],
    ["{}", "[null]", "invalid"],
    ["{}", '[{"op":"add","path":"/a"}]', "invalid"],
    ["{}", '[{"op":"constructor","path":"/a","value":1}]', "invalid"],
    ["{}", '[{"op":"add","path":"a","value":1}]', "invalid"],
    ["{}", '[{"op":"add","path":"/~2","value":1}]', "invalid"],
    ["{}", '[{"op":"move","path":"/a"}]', "invalid"],
    ["{}", '[{"op":["add"],"path":"/a","value":1}]', "invalid"],
    ["{}", '[{"__proto__":{"op":"add","path":"/a","value":1}}]', "invalid"],
    // A patch with an invalid operation at the end changes nothing.
    ["{}", '[{"op":"add","path":"/a","value":1},{"op":"nothing"}]', "invalid"],
    ["{}", "[]", "{}"],
  ])("applied to %s, %s gives %s", (document, patch, result) => {
    expect(applied(document, patch)).toBe(result);
    expect("polluted" in Object.prototype.toString).toBe(false);
    expect("polluted" in {}).toBe(false);
  });

  it("reports which operation failed and why", () => {
    const patch = [
      { op: "add", path: "/a", value: 1 },
      { op: "remove", path: "/b/c" },
    ];
    expect(() => applyJsonPatch({}, patch)).toThrow('operation 1 (remove): there is no "b" to point to');
  });

  it("limits operations, depth and copies", () => {
    const test = { op: "test", path: "", value: {} };
    expect(applied("{}", JSON.stringify(Array(maximumOperations).fill(test)))).toBe("{}");
    expect(applied("{}", JSON.stringify(Array(maximumOperations + 1).fill(test)))).toBe("limit");
    const nested = Array.from({ length: 300 }, (_, depth) => ({ op: "add", path: "/a".repeat(depth + 1), value: {} }));
    expect(applied("{}", JSON.stringify(nested))).toBe("limit");
    // Each operation doubles the document.
    const doubling = Array.from({ length: 60 }, (_, index) => ({ op: "copy", from: "", path: `/${index}` }));
    expect(applied(`{"a":"${"x".repeat(1000)}"}`, JSON.stringify(doubling))).toBe("limit");
    const large = `{"a":"${"x".repeat(maximumHandled / 8)}"}`;
    const moves = Array.from({ length: 8 }, (_, index) => [
      { op: "move", from: "/a", path: `/b${index}` },
      { op: "move", from: `/b${index}`, path: "/a" },
    ]).flat();
    expect(applied(large, JSON.stringify(moves.slice(0, 6)))).toBe(large);
    expect(applied(large, JSON.stringify(moves))).toBe("limit");
  });

  it("does not change the document, and throws only JsonPatchError", () => {
    const token = fc.constantFrom("a", "b", "0", "1", "-", "", "__proto__", "toString", "length", "~0", "~1", "~");
    const pointer = fc.array(token, { maxLength: 3 }).map((tokens) => tokens.map((one) => `/${one}`).join(""));
    const operation = fc.record(
      {
        op: fc.constantFrom("add", "remove", "replace", "move", "copy", "test", "other"),
        path: fc.oneof(pointer, fc.jsonValue()),
        from: pointer,
        value: fc.oneof(fc.constantFrom(null, 1, {}, []), fc.jsonValue()),
      },
      { requiredKeys: ["op", "path"] },
    );
    const document = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>({ a: { b: [1, { a: 2 }] }, b: [] }, [[0, 1], { a: {} }]),
    );
    let succeeded = 0;
    let failed = 0;
    fc.assert(
      fc.property(document, fc.array(operation, { maxLength: 4 }), (value, operations) => {
        const target: JsonValue = JSON.parse(JSON.stringify(value));
        const patch: JsonValue = JSON.parse(JSON.stringify(operations));
        const before = JSON.stringify([target, patch]);
        try {
          applyJsonPatch(target, patch);
          succeeded += 1;
        } catch (reason) {
          expect(reason).toBeInstanceOf(JsonPatchError);
          failed += 1;
        }
        expect(JSON.stringify([target, patch])).toBe(before);
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(succeeded, failed)).toBeGreaterThan(50);
  });
});
