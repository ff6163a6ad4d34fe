import { describe, expect, it } from "vitest";
import { hostileResults } from "../reports/hostile-results.ts";
import { type CheckResult, countsOf, type Outcome, type Results } from "../results/results.ts";
import { htmlMatrix } from "./html-matrix.ts";
import { markdownMatrix } from "./markdown-matrix.ts";
import { matrixOf } from "./matrix.ts";

function results(target: string, outcomes: Readonly<Record<string, Outcome>>): Results {
  const checks = Object.entries(outcomes).map(
    ([id, outcome]): CheckResult => ({
      id,
      outcome,
      protocol: "prep",
      requirements: ["PREP-DI-1"],
      level: "must",
      sentence: `${id} holds`,
      milliseconds: 1,
      ...(outcome === "fail" ? { observed: "a teapot" } : {}),
    }),
  );
  return { ...hostileResults, name: target, target, checks, counts: countsOf(checks) };
}

const one = results("one", { "prep/a/1": "pass", "prep/a/2": "fail", "prep/b/1": "skipped" });
const other = results("other", { "prep/a/1": "pass", "prep/a/new": "warn", "prep/a/2": "pass" });

describe("a matrix", () => {
  it("has every check once, next to its neighbours, and shows which were not run", () => {
    const { columns, rows } = matrixOf([{ results: one }, { name: "Other 2.0", results: other }]);
    expect(columns.map(({ name, unexpected }) => [name, unexpected])).toEqual([
      ["one", 1],
      ["Other 2.0", 0],
    ]);
    expect(rows.map(({ id, cells }) => [id, ...cells.map((cell) => cell?.outcome)])).toEqual([
      ["prep/a/1", "pass", "pass"],
      ["prep/a/new", undefined, "warn"],
      ["prep/a/2", "fail", "pass"],
      ["prep/b/1", "skipped", undefined],
    ]);
  });

  it("is a table in Markdown", () => {
    const text = markdownMatrix(matrixOf([{ results: one }, { results: other }]));
    expect(text).toContain("| outcome | `one` | `other` |");
    expect(text).toContain("| fail | 1 | 0 |");
    expect(text).toContain("| `2` | must | **fail** | pass |");
    expect(text).toContain("| `new` | must | – | warn |");
  });

  it("is a page without anything hostile", () => {
    const text = htmlMatrix(matrixOf([{ results: one }, { results: hostileResults }]));
    expect(text).not.toMatch(/<script|<img/);
    expect(text).not.toContain("\u001b");
    expect(text).toContain("a teapot");
    expect(text).toContain('href="#requirement-PREP-DI-1"');
    expect(markdownMatrix(matrixOf([{ results: hostileResults }]))).not.toMatch(/^[^`]*<script/m);
  });
});
