import { code, table } from "../reports/markdown.ts";
import { byTopic } from "../reports/overview.ts";
import { type Matrix, type MatrixCell, presentOutcomes } from "./matrix.ts";

/** Writes the matrix in GitHub Flavored Markdown. */
export function markdownMatrix(matrix: Matrix): string {
  const names = matrix.columns.map(({ name }) => code(name));
  const counts = presentOutcomes(matrix).map((outcome) => [
    outcome,
    ...matrix.columns.map(({ results }) => `${results.counts[outcome]}`),
  ]);
  const topics = [...byTopic(matrix.rows)].map(([topic, rows]) =>
    [
      `## ${code(topic)}`,
      table(
        ["check", "level", ...names],
        rows.map(({ id, level, cells }) => [code(id.slice(topic.length + 1)), level, ...cells.map(shown)]),
      ),
    ].join("\n\n"),
  );
  const runs = matrix.columns.map(
    ({ name, results: { target, http, startedAt, suite } }) =>
      `- ${code(name)}: ${code(target)}, ${http}, ${code(startedAt)}, suite ${code(suite)}`,
  );
  const parts = ["# Conformance", table(["outcome", ...names], counts), ...topics, "## The runs", runs.join("\n")];
  return `${parts.join("\n\n")}\n`;
}

function shown(cell: MatrixCell | undefined): string {
  if (cell === undefined) return "–";
  const { outcome, expected } = cell;
  const word = outcome === "fail" || outcome === "error" ? `**${outcome}**` : outcome;
  return expected && outcome !== "pass" ? `${word} (expected)` : word;
}
