import { type CheckResult, isUnexpected, outcomes, type Results } from "../results/results.ts";
import { exchangeText, findingsOf } from "./in-words.ts";
import { code, fenced, table } from "./markdown.ts";
import { byTopic, optionsThatWouldEnable, titleOf } from "./overview.ts";

/**
 * Writes GitHub Flavored Markdown: the counts, unexpected results with their exchanges, warnings, and a table of all
 * results.
 */
export function markdownReport(results: Results): string {
  const { counts, checks, milliseconds, startedAt, suite, http, interrupted } = results;
  const unexpected = checks.filter(isUnexpected);
  const warnings = checks.filter((check) => check.outcome === "warn" && !isUnexpected(check));
  const notes = checks.filter((check) => check.outcome === "info" && !isUnexpected(check));
  const options = optionsThatWouldEnable(results);
  return `${[
    `# Conformance of ${code(titleOf(results))}`,
    `${unexpected.length === 0 ? "Nothing unexpected" : `**${unexpected.length} unexpected**`}, of ${checks.length} checks${interrupted ? "; the run was interrupted" : ""}.`,
    table([...outcomes], [outcomes.map((outcome) => `${counts[outcome]}`)]),
    `Target ${code(results.target)}, ${http}, ${startedAt}, ${(milliseconds / 1_000).toFixed(1)} s, suite ${code(suite)}.`,
    ...section("Unexpected", unexpected, true),
    ...section("Warnings", warnings, true),
    ...section("Information", notes, false),
    ...(options.length === 0
      ? []
      : [
          "## Options that enable more checks",
          table(
            ["checks", "option"],
            options.map(([option, count]) => [`${count}`, code(option)]),
          ),
        ]),
    "## All results",
    ...[...byTopic(checks)].map(([topic, group]) => details(topic, group)),
  ].join("\n\n")}\n`;
}

function section(title: string, checks: readonly CheckResult[], withExchange: boolean): readonly string[] {
  if (checks.length === 0) return [];
  return [
    `## ${title}`,
    ...checks.flatMap((check) => {
      const exchange = withExchange ? exchangeText(check) : "";
      const lines = [
        `**${check.outcome}** (${check.level}, ${check.requirements.map(code).join(", ")}): ${code(check.sentence)}`,
        ...findingsOf(check).map(([name, text]) => `- ${name}: ${code(text)}`),
      ];
      return [`### ${code(check.id)}`, lines.join("\n\n"), ...(exchange === "" ? [] : [fenced(exchange)])];
    }),
  ];
}

function details(topic: string, checks: readonly CheckResult[]): string {
  const passed = checks.filter(({ outcome }) => outcome === "pass").length;
  const rows = checks.map((check) => [
    check.expectation?.met ? `${check.outcome} (expected)` : check.outcome,
    code(check.id),
    check.requirements.map(code).join(", "),
    code(check.sentence),
  ]);
  return [
    `### ${code(topic)}: ${passed} of ${checks.length} passed`,
    table(["outcome", "check", "requirements", "what must hold"], rows),
  ].join("\n\n");
}
