import { type CheckResult, type Outcome, outcomes, type Results } from "@resource-events/conformance";
import type { ExpectationFile } from "./expectations.ts";

const chapters: readonly (readonly [Outcome, string])[] = [
  ["fail", "What the draft requires and does not hold (MUST)"],
  ["warn", "What it recommends and does not hold (SHOULD)"],
  ["info", "What is optional, or a decision of this project where the draft leaves room"],
  ["blocked", "What could not be judged"],
  ["error", "Errors of the suite"],
];

/** Writes the results of a run as a page of Markdown. */
export function findings(results: Results, { expectations }: ExpectationFile): string {
  const counted = outcomes.filter((outcome) => results.counts[outcome] > 0);
  const lines = [
    `# ${results.name ?? results.target}`,
    "",
    "Written by `pnpm run update`; the reasons stand in `expectations`.",
    "",
    `| ${counted.join(" | ")} |`,
    `|${" --- |".repeat(counted.length)}`,
    `| ${counted.map((outcome) => results.counts[outcome]).join(" | ")} |`,
  ];
  for (const [outcome, title] of chapters) {
    const checks = results.checks.filter((check) => check.outcome === outcome);
    if (checks.length > 0) lines.push("", `## ${title}`, "");
    for (const check of checks) {
      const reason = expectations.find((expectation) => expectation.check === check.id)?.reason;
      lines.push(...finding(check, reason));
    }
  }
  const skipped = results.checks.filter(({ outcome }) => outcome === "skipped");
  if (skipped.length > 0) lines.push("", "## What does not apply, or was not enabled", "");
  for (const { id, reason } of skipped) lines.push(`- \`${id}\`: ${reason}`);
  return `${lines.join("\n")}\n`;
}

function finding(check: CheckResult, reason: string | undefined): readonly string[] {
  const { id, requirements, sentence, expected, observed, reason: unjudged } = check;
  return [
    `- \`${id}\` (${requirements.join(", ")}): ${sentence}.`,
    ...(observed === undefined ? [`  ${unjudged}.`] : [`  Expected: ${expected}. Observed: ${observed}.`]),
    ...(reason === undefined ? [] : [`  **${reason}**`]),
  ];
}
