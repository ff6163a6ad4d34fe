import type { CheckResult, Outcome, Results } from "@resource-events/conformance";
import { describe, expect, it } from "vitest";
import { type ExpectationFile, surprises, unexplained, updatedExpectations } from "../src/expectations.ts";
import { findings } from "../src/findings.ts";
import { lastingResults } from "../src/lasting-results.ts";

function result(id: string, outcome: Outcome, more: Partial<CheckResult> = {}): CheckResult {
  const common = { id, protocol: "prep", requirements: ["PREP-DI-1"], level: "must", sentence: "It holds" } as const;
  return { ...common, outcome, milliseconds: 7, ...more };
}

function results(...checks: readonly CheckResult[]): Results {
  const counts = { pass: 0, fail: 0, warn: 0, info: 0, skipped: 0, blocked: 0, error: 0 };
  for (const { outcome } of checks) counts[outcome] += 1;
  return {
    format: "resource-events-conformance",
    formatVersion: 1,
    suite: "0.1.0",
    target: "http://127.0.0.1:8080/notes/welcome",
    http: "HTTP/1.1",
    startedAt: "2026-01-01T00:00:00.000Z",
    milliseconds: 7,
    counts,
    checks,
  };
}

function expected(...entries: readonly (readonly [string, Outcome, string])[]): ExpectationFile {
  const expectations = entries.map(([check, outcome, reason]) => ({ check, outcome, reason }));
  return { format: "resource-events-expectations", formatVersion: 1, expectations };
}

describe("surprises", () => {
  it("are absent if the failures are expected", () => {
    const found = results(result("a", "pass"), result("b", "fail"), result("c", "skipped"));
    expect(surprises(found, expected(["b", "fail", "known"]))).toEqual([]);
  });

  it("are failures, warnings, and checks that could not be judged, unless another check blocked them", () => {
    for (const outcome of ["fail", "warn", "info", "error", "blocked"] as const) {
      expect(surprises(results(result("a", outcome)), expected())).toHaveLength(1);
    }
    expect(surprises(results(result("a", "blocked", { blockedBy: "b" })), expected())).toEqual([]);
  });

  it("are passes, or other outcomes, if a failure is expected", () => {
    for (const outcome of ["pass", "warn", "skipped", "blocked"] as const) {
      expect(surprises(results(result("a", outcome)), expected(["a", "fail", "known"]))).toHaveLength(1);
    }
  });

  it("are expectations of no check, repeated ones, and those without a reason", () => {
    const found = results(result("a", "fail"));
    expect(surprises(found, expected(["a", "fail", "known"], ["b", "fail", "known"]))).toEqual([
      "b: expected, but there is no such check",
    ]);
    expect(surprises(found, expected(["a", "fail", "known"], ["a", "fail", "known"]))).toEqual(["a: expected twice"]);
    expect(surprises(found, expected(["a", "fail", " "]))).toHaveLength(1);
    expect(surprises(found, expected(["a", "fail", `${unexplained} Observed: x`]))).toHaveLength(1);
  });
});

describe("an update", () => {
  const found = results(
    result("a", "warn"),
    result("b", "fail", { expected: "this", observed: "that" }),
    result("c", "pass"),
  );

  it("keeps reasons, drops checks that pass now, and adds new ones with the observation", () => {
    const before = expected(
      ["a", "fail", "known"],
      ["b", "fail", `${unexplained} Observed: other`],
      ["c", "fail", "mended since"],
      ["gone", "fail", "no such check"],
    );
    const { expectations } = updatedExpectations(found, before);
    expect(expectations).toEqual([
      { check: "a", outcome: "warn", reason: "known" },
      { check: "b", outcome: "fail", reason: `${unexplained} Observed: that` },
    ]);
  });

  it("leaves only reasons to be written", () => {
    const updated = updatedExpectations(found, expected(["a", "fail", "known"]));
    expect(surprises(found, updated)).toEqual(["b: the reason is missing"]);
  });

  it("makes a page of the checks that did not pass, with reasons", () => {
    const page = findings(found, expected(["a", "warn", "known"], ["b", "fail", "seen before"]));
    expect(page).toContain("| pass | fail | warn |");
    expect(page).toContain("Expected: this. Observed: that.");
    expect(page).toContain("**seen before**");
    expect(page).not.toContain("`c`");
  });
});

describe("lasting results", () => {
  const run = (port: number, id: string, outcome: Outcome = "fail") => ({
    ...results(
      result("a", outcome, {
        expected: "the response first",
        observed: `GET http://127.0.0.1:${port}/notes/welcome: ${id}, Sun, 22 Nov 2026 10:46:${port % 60} GMT, ends`,
        milliseconds: port,
        left: [id],
      }),
    ),
    target: `http://127.0.0.1:${port}/notes/welcome`,
    milliseconds: port,
  });

  it("omit what differs in the next run", () => {
    const lasting = lastingResults(run(8081, "0a1b"), run(8082, "ffff"));
    expect(lasting).toEqual(lastingResults(run(8083, "x"), run(8084, "y")));
    expect(lasting.checks[0]?.observed).toBe("GET http://server/notes/welcome: … …, ends");
  });

  it("fail if the next run has another outcome", () => {
    expect(() => lastingResults(run(8081, "0a1b"), run(8081, "0a1b", "pass"))).toThrow(
      "a had the outcome fail, but pass in the next run",
    );
  });
});
