import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deltasOf } from "./deltas.ts";

const merge = "application/merge-patch+json";

describe("the deltas that may be told (PREP-MS-7, NF-5)", () => {
  it.each([
    ["none is named", [], merge, undefined],
    ["it is named", ["text/plain", merge], merge, merge],
    ["its parameters do not matter", [merge], `${merge};charset=utf-8`, merge],
    ["the letter case of the type does not matter", [merge], "Application/Merge-Patch+JSON", merge],
    ["the name has a parameter", ["text/plain;v=1"], "text/plain; v=1; x=2", "text/plain;v=1"],
    ["the name has another parameter", ["text/plain;v=1"], "text/plain;v=2", undefined],
    ["the name has the charset UTF-8", ["text/plain;charset=utf-8"], "text/plain", "text/plain"],
    ["a more specific one is named, too", ["text/plain", "text/plain;v=1"], "text/plain;v=1", "text/plain;v=1"],
    ["another is named", ["text/plain"], "text/html", undefined],
    ["it is no media type", ["text/plain"], "text", undefined],
  ])("are of a named media type: %s", (_, names, mediaType, name) => {
    const deltas = deltasOf(names);
    expect(deltas.nameOf(mediaType)).toBe(name);
    // A second time, and after another one.
    expect(deltas.nameOf(mediaType)).toBe(name);
    deltas.nameOf("a/b");
    expect(deltas.nameOf(mediaType)).toBe(name);
  });

  it.each([
    [undefined, undefined],
    [merge, [merge]],
    ["text/plain, application/*;q=0.5", ["text/plain", merge]],
    [`${merge}, text/plain`, ["text/plain", merge]],
    ["*/*", ["text/plain", merge]],
    ["text/html", undefined],
    [`*/*, ${merge};q=0`, ["text/plain"]],
  ])("are wanted by the names that the ranges take: %s", (ranges, wanted) => {
    expect(deltasOf(["text/plain", merge]).wanted(ranges)).toEqual(wanted);
  });

  it.each([
    ["text/plain;charset=UTF-8", ["text/plain", "text/plain;v=1"]],
    ["text/plain;v=1", ["text/plain;v=1"]],
    ["text/plain, text/plain;v=1;q=0", ["text/plain"]],
    ["text/plain;v=2", undefined],
  ])("are compared by the parameters of the name: %s", (ranges, wanted) => {
    const deltas = deltasOf(["text/plain", "Text/Plain; v=1", "text/plain;charset=utf-8"]);
    expect(deltas.names).toEqual(["text/plain", "text/plain;v=1"]);
    expect(deltas.wanted(ranges)).toEqual(wanted);
  });

  it("are wanted in a few ways only, whatever clients write", () => {
    const range = fc.constantFrom("text/plain", "text/*", merge, "a/b", "*/*;q=0.1", "text/plain;q=0");
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 30 }), (ranges) => {
        seen.add(JSON.stringify(deltasOf(["text/plain", merge]).wanted(ranges.join(", ")) ?? null));
      }),
    );
    expect(seen.size).toBeLessThanOrEqual(4);
  });

  it.each(["x", "text/plain, ;", "a/b,".repeat(300)])("are not wanted by malformed or endless ranges: %s", (ranges) => {
    expect(() => deltasOf(["text/plain"]).wanted(ranges)).toThrow(expect.objectContaining({ name: "FieldError" }));
  });
});
