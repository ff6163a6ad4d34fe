import { describe, expect, it } from "vitest";
import { behaviourSuite } from "../src/behaviour-suite.ts";
import { resultsTable, withoutVersions } from "../src/results-table.ts";

const result = {
  name: "Somewhere",
  protocol: "HTTP/1.1",
  parts: { thing: "1.2.3", "@other/thing": "1.20260730.1" },
  passed: ["a", "b"],
  failed: ["c"],
  skipped: { d: "it can't" },
  inapplicable: { e: "it is older" },
} as const;

describe("resultsTable", () => {
  it("has a row for each suite, and the reasons for what was left out", () => {
    const document = resultsTable([result]);
    expect(document).toContain(
      "| Somewhere | thing 1.2.3, @other/thing 1.20260730.1 | HTTP/1.1 | 2      | 1      | 1        |",
    );
    expect(document).toMatch(/\nLeft out, .*:\n\n- Somewhere, HTTP\/1\.1, `d`: it can't\n/);
    expect(document).toMatch(/\nChecks for one version .*:\n\n- `e`, not on HTTP\/1\.1: it is older\n$/);
    const bare = resultsTable([{ ...result, skipped: {}, inapplicable: {} }]);
    expect(bare).not.toContain("\nLeft out");
    expect(bare).not.toContain("Checks for one version");
  });

  it("names what does not apply once, for all servers", () => {
    const other = { ...result, name: "Elsewhere", protocol: "HTTP/2", inapplicable: { e: "it is newer" } };
    const document = resultsTable([result, result, other, { ...other, protocol: "HTTP/2 over TLS" }]);
    expect(document.match(/^- `e`.*$/gm)).toEqual([
      "- `e`, not on HTTP/1.1: it is older",
      "- `e`, not on HTTP/2: it is newer",
    ]);
  });
});

describe("withoutVersions", () => {
  it("is the same for other versions, and differs with everything else", () => {
    const normal = withoutVersions(resultsTable([result]));
    expect(withoutVersions(resultsTable([{ ...result, parts: { thing: "10.20.30", "@other/thing": "2.0.0" } }]))).toBe(
      normal,
    );
    for (const other of [
      { ...result, passed: ["a"] },
      { ...result, failed: [] },
      { ...result, name: "Elsewhere" },
      { ...result, skipped: { d: "it won't" } },
      { ...result, inapplicable: {} },
      { ...result, protocol: "HTTP/1.1 over TLS" },
    ]) {
      expect(withoutVersions(resultsTable([other]))).not.toBe(normal);
    }
  });
});

describe("behaviourSuite", () => {
  it("rejects a check to skip that does not exist", () => {
    const start = () => Promise.reject(new Error("never started"));
    expect(() => behaviourSuite("nowhere", start, { skips: { nonsense: "?" } })).toThrow("nonsense");
  });
});
