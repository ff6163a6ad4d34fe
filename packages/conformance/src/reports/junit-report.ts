import { type CheckResult, isUnexpected, type Results } from "../results/results.ts";
import { exchangeText, findingsOf } from "./in-words.ts";
import { byTopic, titleOf } from "./overview.ts";
import { printable } from "./visible.ts";

/**
 * Writes JUnit's XML for build servers. Each topic is a suite. An unexpected result is a `failure`, or an `error` if
 * the check could not be judged. A check that was not judged, or that is expected not to hold, is `skipped`. A warning
 * is in `system-out`.
 */
export function junitReport(results: Results): string {
  const suites = [...byTopic(results.checks)].map(([topic, checks]) => [
    `  <testsuite name="${xml(topic)}" ${counts(checks)} timestamp="${xml(results.startedAt.replace("Z", ""))}">`,
    ...checks.flatMap((check) => testCase(check, topic)),
    "  </testsuite>",
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${xml(titleOf(results))}" ${counts(results.checks)}>`,
    ...suites.flat(),
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(check: CheckResult, topic: string): readonly string[] {
  const name = check.id.slice(topic.length + 1);
  const head = `    <testcase classname="${xml(topic)}" name="${xml(name)}" time="${seconds([check])}"`;
  const kind = kindOf(check);
  if (kind === "passed" && check.outcome === "pass") return [`${head}/>`];
  const findings = findingsOf(check).map(([what, text]) => `${what}: ${text}`);
  const details = [`${check.outcome}: ${check.requirements.join(", ")}: ${check.sentence}`, ...findings];
  const message = check.observed ?? check.reason ?? check.expectation?.reason ?? check.outcome;
  if (kind === "passed") return [`${head}>`, `      <system-out>${xml(details.join("\n"))}</system-out>`, closing];
  if (kind === "skipped") return [`${head}>`, `      <skipped message="${xml(message)}"/>`, closing];
  const body = [...details, exchangeText(check)].join("\n");
  return [
    `${head}>`,
    `      <${kind} type="${check.outcome}" message="${xml(message)}">${xml(body)}</${kind}>`,
    closing,
  ];
}

const closing = "    </testcase>";

function kindOf(check: CheckResult): "passed" | "skipped" | "failure" | "error" {
  if (isUnexpected(check)) return check.outcome === "error" || check.outcome === "blocked" ? "error" : "failure";
  if (check.outcome === "pass" || check.outcome === "info" || check.outcome === "warn") return "passed";
  return "skipped";
}

function counts(checks: readonly CheckResult[]): string {
  const count = (kind: string) => checks.filter((check) => kindOf(check) === kind).length;
  const numbers = { failures: count("failure"), errors: count("error"), skipped: count("skipped") };
  const attributes = Object.entries({ tests: checks.length, ...numbers }).map(
    ([name, number]) => `${name}="${number}"`,
  );
  return [...attributes, `time="${seconds(checks)}"`].join(" ");
}

function seconds(checks: readonly CheckResult[]): string {
  return (checks.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1_000).toFixed(3);
}

/** XML 1.0 cannot contain controls, so they are made visible. Line breaks stay. */
function xml(text: string): string {
  const lines = text.split("\n").map(printable).join("\n");
  return lines.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
