import { describe, expect, it } from "vitest";
import { type Expectation, readExpectations, withExpectation, writtenExpectations } from "./expectations.ts";
import { type CheckResult, countsOf, isUnexpected, type Outcome, type Results } from "./results.ts";

const checks = [{ id: "prep/resume/a" }, { id: "prep/resume/b" }, { id: "prep/stream/a" }];

function file(...expectations: unknown[]): string {
  return JSON.stringify({ format: "resource-events-expectations", formatVersion: 1, expectations });
}

function result(id: string, outcome: Outcome, more: Partial<CheckResult> = {}): CheckResult {
  return { id, protocol: "prep", requirements: [], level: "must", sentence: "…", milliseconds: 1, outcome, ...more };
}

const entry = { check: "prep/resume/*", outcome: "fail", reason: "keeps no log" } as const;

describe("readExpectations", () => {
  it("reads entries for ids and prefixes, with one outcome or several", () => {
    const entries = [entry, { check: "prep/stream/a", outcome: ["pass", "warn"], reason: "by chance" }];
    expect(readExpectations(file(...entries), "x.json", checks)).toEqual(entries);
  });

  it.each([
    ["without a reason", { check: "prep/stream/a", outcome: "fail" }, '/expectations/0: "reason" is missing'],
    ["with an empty reason", { ...entry, reason: " " }, '/expectations/0/reason is " "; expected the reason as text'],
    [
      "with another outcome",
      { ...entry, outcome: "boiled" },
      '/expectations/0/outcome is "boiled"; expected an outcome',
    ],
    ["with more members", { ...entry, teapot: 1 }, "/expectations/0/teapot is unknown; known members: check"],
    ["that matches nothing", { ...entry, check: "prep/teapot/*" }, "prep/teapot/* matches no check"],
    ["that is a prefix without *", { ...entry, check: "prep/resume" }, "prep/resume matches no check"],
  ])("refuses an entry %s", (_, wrong, message) => {
    expect(() => readExpectations(file(wrong), "x.json", checks)).toThrow(message);
  });

  it("refuses duplicates, and other files", () => {
    expect(() => readExpectations(file(entry, entry), "x.json", checks)).toThrow("prep/resume/* is listed twice");
    expect(() => readExpectations("[", "x.json", checks)).toThrow(/x\.json is not JSON: /);
    expect(() => readExpectations("[]", "x.json", checks)).toThrow("the file is a list; expected an object");
  });
});

describe("withExpectation", () => {
  it("expects exactly the given outcome, so not a pass either", () => {
    expect(isUnexpected(withExpectation(result("prep/resume/a", "fail"), [entry]))).toBe(false);
    for (const outcome of ["pass", "warn", "skipped", "blocked"] as const) {
      expect(isUnexpected(withExpectation(result("prep/resume/a", outcome), [entry])), outcome).toBe(true);
    }
    expect(withExpectation(result("prep/stream/a", "fail"), [entry])).toEqual(result("prep/stream/a", "fail"));
  });

  it("prefers an id to a prefix, and a longer prefix to a shorter one", () => {
    const entries: Expectation[] = [
      { check: "prep/*", outcome: "warn", reason: "1" },
      { check: "prep/resume/a", outcome: "pass", reason: "2" },
      entry,
    ];
    const reasonOf = (id: string) => withExpectation(result(id, "fail"), entries).expectation?.reason;
    expect(reasonOf("prep/stream/a")).toBe("1");
    expect(reasonOf("prep/resume/a")).toBe("2");
    expect(reasonOf("prep/resume/b")).toBe("keeps no log");
  });

  it("expects nothing of checks that the user skips", () => {
    const skipped = result("prep/resume/a", "skipped");
    expect(withExpectation(skipped, [entry], ["prep/resume"])).toEqual(skipped);
  });
});

describe("writtenExpectations", () => {
  it("have the unexpected and the met results, and the same results meet them", () => {
    const results = [
      result("prep/resume/a", "fail", { observed: "no events" }),
      result("prep/resume/b", "fail", { expectation: { outcomes: ["fail"], reason: "known", met: true } }),
      result("prep/stream/a", "pass", { expectation: { outcomes: ["fail"], reason: "mended", met: false } }),
    ];
    const text = writtenExpectations({ checks: results, counts: countsOf(results) } as unknown as Results);
    const read = readExpectations(text, "x.json", checks);
    expect(read).toEqual([
      { check: "prep/resume/a", outcome: "fail", reason: "Not explained yet. Observed: no events" },
      { check: "prep/resume/b", outcome: "fail", reason: "known" },
    ]);
    expect(results.map((one) => withExpectation(result(one.id, one.outcome), read)).some(isUnexpected)).toBe(false);
  });
});
