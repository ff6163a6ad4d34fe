import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { requirementsIn } from "./catalogues.ts";
import { type Coverage, coveragePage } from "./coverage-page.ts";
import { generatedFiles } from "./generated-files.ts";
import { regenerate } from "./regenerate.ts";

describe("The generated files", () => {
  it.each(generatedFiles())("$path is up to date", ({ path, url, text }) => {
    const committed = readFileSync(url, "utf8");
    expect(committed === text, `${path} is out of date. Regenerate it with: ${regenerate}`).toBe(true);
  });
});

describe("A catalogue", () => {
  it("has requirements in rows with a level, rows with a media type, and items of lists", () => {
    const markdown = [
      "| ID     | level | what must hold | section |",
      "| ------ | ----- | -------------- | ------- |",
      "| A-BC-1 | MUST  | this `a`       | some    |",
      "",
      "| ID     | level | what must hold |",
      "| ------ | ----- | -------------- |",
      "| A-BC-2 | MAY   | that           |",
      "",
      "| ID  | media type   | content |",
      "| D-1 | `text/plain` | a line  |",
      "",
      "- D-2: a long",
      "  sentence.",
      "- no requirement: none",
    ].join("\n");
    expect(requirementsIn(markdown)).toEqual([
      { id: "A-BC-1", level: "MUST", text: "this `a`" },
      { id: "A-BC-2", level: "MAY", text: "that" },
      { id: "D-1", level: "ours", text: "`text/plain`: a line" },
      { id: "D-2", level: "ours", text: "a long sentence." },
    ]);
  });
});

describe("The coverage page", () => {
  const catalogues = [{ title: "A", file: "a.md", requirements: [{ id: "A-1", level: "MUST", text: "this" }] }];
  const coverage: Coverage = { catalogues, servers: [], clients: [], notJudged: {} };
  const check = { id: "a/topic/this", requirements: ["A-1"] };

  it("lists checks and scenarios by their topics", () => {
    const servers = [check, { id: "a/topic/that", requirements: ["A-1"] }, { id: "b/this", requirements: ["A-1"] }];
    expect(coveragePage({ ...coverage, servers })).toContain("`a/topic/`: `this`, `that`<br>`b/`: `this`");
  });

  it.each<[string, Partial<Coverage>, RegExp]>([
    ["nothing judges a requirement", {}, /Nothing judges A-1/],
    ["a judged requirement has a reason", { servers: [check], notJudged: { "A-1": "why" } }, /A-1 is judged/],
    ["a check cites an unknown requirement", { servers: [{ id: "x", requirements: ["A-2"] }] }, /x cites A-2/],
    ["a reason is for an unknown requirement", { servers: [check], notJudged: { "A-2": "why" } }, /reason for A-2/],
  ])("is not written if %s", (_, difference, message) => {
    expect(() => coveragePage({ ...coverage, ...difference })).toThrow(message);
  });
});
