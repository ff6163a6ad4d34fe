import { type CheckResult, isUnexpected, type Results } from "../results/results.ts";
import { exchangeText, findingsOf, printableLines } from "./in-words.ts";
import { titleOf } from "./overview.ts";
import { printable } from "./visible.ts";

/**
 * Writes TAP 14. An unexpected result is `not ok`. A check that is expected not to hold has the directive for that,
 * with the reason. A check that was not judged is skipped. A warning is `ok` with a diagnostic.
 */
export function tapReport(results: Results): string {
  return [
    "TAP version 14",
    `# ${printable(titleOf(results))}, ${results.http}, suite ${printable(results.suite)}`,
    `1..${results.checks.length}`,
    ...results.checks.flatMap((check, index) => point(check, index + 1)),
    ...(results.interrupted === true ? ["Bail out! The run was interrupted."] : []),
    "",
  ].join("\n");
}

function point(check: CheckResult, number: number): readonly string[] {
  const { id, outcome, expectation, reason = outcome } = check;
  const name = `${number} - ${escaped(id)}`;
  if (isUnexpected(check)) return [`not ok ${name}`, ...diagnostic(check)];
  if (outcome === "pass") return [`ok ${name}`];
  if (outcome === "warn" || outcome === "info") return [`ok ${name}`, ...diagnostic(check)];
  if (outcome === "skipped") return [`ok ${name} # SKIP ${escaped(reason)}`];
  if (expectation !== undefined) return [`not ok ${name} # TODO ${escaped(expectation.reason)}`];
  return [`ok ${name} # SKIP blocked: ${escaped(reason)}`];
}

/** Writes YAML. Its texts are JSON strings. */
function diagnostic(check: CheckResult): readonly string[] {
  const { outcome, requirements, sentence } = check;
  const entries = [
    ["severity", outcome],
    ["requirements", requirements.join(", ")],
    ["sentence", sentence],
    ...findingsOf(check).map(([name, text]) => [name.replaceAll(" ", "-"), text] as const),
  ] as const;
  const exchange = exchangeText(check).split("\n");
  return [
    "  ---",
    ...entries.map(([name, text]) => `  ${name}: ${JSON.stringify(printableLines(text))}`),
    ...(exchange[0] === "" ? [] : ["  exchange:", ...exchange.map((line) => `    - ${JSON.stringify(line)}`)]),
    "  ...",
  ];
}

/** Escapes a line break, # and \, which have a meaning in the line of a test point. */
function escaped(text: string): string {
  return printable(text.replaceAll("\n", " ")).replace(/[#\\]/g, "\\$&");
}
