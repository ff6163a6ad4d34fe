import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "./json.ts";
import { applyMergePatch } from "./merge-patch.ts";

describe("applyMergePatch", () => {
  // RFC 7396 appendix A.
  it.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', "{}"],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', "null", "null"],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ["[1,2]", '{"a":"b","c":null}', '{"a":"b"}'],
    ["{}", '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
    // Names with a special meaning in JavaScript.
    ["{}", '{"__proto__":{"polluted":1}}', '{"__proto__":{"polluted":1}}'],
    ['{"__proto__":{"a":1,"b":2}}', '{"__proto__":{"b":null}}', '{"__proto__":{"a":1}}'],
    ["{}", '{"constructor":{"prototype":{"polluted":1}}}', '{"constructor":{"prototype":{"polluted":1}}}'],
    ["{}", '{"toString":null}', "{}"],
  ])("applied to %s, %s gives %s", (target, patch, result) => {
    expect(JSON.stringify(applyMergePatch(JSON.parse(target), JSON.parse(patch)))).toBe(result);
    expect("polluted" in {}).toBe(false);
  });

  it("does not change target and patch, and is idempotent", () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (targetText, patchText) => {
        const target: JsonValue = JSON.parse(targetText);
        const patch: JsonValue = JSON.parse(patchText);
        const [targetBefore, patchBefore] = [JSON.stringify(target), JSON.stringify(patch)];
        const once = applyMergePatch(target, patch);
        expect([JSON.stringify(target), JSON.stringify(patch)]).toEqual([targetBefore, patchBefore]);
        expect(JSON.stringify(applyMergePatch(once, patch))).toBe(JSON.stringify(once));
      }),
    );
  });
});
