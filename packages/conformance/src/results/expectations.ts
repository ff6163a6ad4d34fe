import schema from "../../schemas/expectations.json" with { type: "json" };
import { isMeant } from "../checks/selection.ts";
import { ConformanceError } from "../conformance-error.ts";
import { readChecked, schemaCheck } from "../files/checked-json.ts";
import { type CheckResult, isUnexpected, type Outcome, type Results } from "./results.ts";

/** What is known of a check, or of several. */
export interface Expectation {
  /** A check's id, or the beginning of ids and `*`. */
  readonly check: string;
  /** The outcome, or those any of which may come. */
  readonly outcome: Outcome | readonly Outcome[];
  /** Why. */
  readonly reason: string;
}

/**
 * Reads a file of expectations (`schemas/expectations.json`) for a suite of checks.
 *
 * @throws `ConformanceError` `configuration`, also where an entry means no check, or two entries the same
 */
export function readExpectations(
  text: string,
  name: string,
  checks: readonly { readonly id: string }[],
): readonly Expectation[] {
  const { expectations } = readChecked(text, name, schemaCheck(schema)) as {
    readonly expectations: readonly Expectation[];
  };
  const problems: string[] = [];
  for (const [index, { check }] of expectations.entries()) {
    if (!checks.some(({ id }) => isExpected(id, check))) problems.push(`${check} is no check`);
    if (expectations.findIndex((other) => other.check === check) < index) problems.push(`${check} stands there twice`);
  }
  if (problems.length === 0) return expectations;
  const message = [`${name} can't be used:`, ...problems.map((problem) => `  ${problem}`)].join("\n");
  throw new ConformanceError("configuration", message);
}

/**
 * A result with what is expected of it. An id wins over a beginning, a longer beginning over a shorter one. What `left out`
 * means is left out of the run by the user: then nothing is expected.
 */
export function withExpectation(
  result: CheckResult,
  expectations: readonly Expectation[],
  leftOut: readonly string[] = [],
): CheckResult {
  const [best] = expectations
    .filter(({ check }) => isExpected(result.id, check))
    .sort((one, other) => rank(other.check) - rank(one.check));
  if (best === undefined || (result.outcome === "skipped" && isMeant(result.id, leftOut))) return result;
  const outcomes = typeof best.outcome === "string" ? [best.outcome] : best.outcome;
  return { ...result, expectation: { outcomes, reason: best.reason, met: outcomes.includes(result.outcome) } };
}

/**
 * A file of expectations that a run with these results would have met: what was expected and came, and, with what was
 * observed as their reason, the unexpected.
 */
export function writtenExpectations({ checks }: Results): string {
  const expectations = checks.flatMap((result): Expectation[] => {
    const { id, outcome, expectation } = result;
    if (expectation?.met) return [{ check: id, outcome: one(expectation.outcomes), reason: expectation.reason }];
    if (!isUnexpected(result) || outcome === "pass") return [];
    const observed = result.observed ?? result.reason?.split("\n")[0] ?? outcome;
    return [{ check: id, outcome, reason: `Not explained yet. Observed: ${observed}` }];
  });
  return `${JSON.stringify({ format: "resource-events-expectations", formatVersion: 1, expectations }, undefined, 2)}\n`;
}

/** An id alone means nothing beneath it: unlike in `only`, it must be said by `*`. */
function isExpected(id: string, pattern: string): boolean {
  return id === pattern || (pattern.endsWith("*") && isMeant(id, [pattern]));
}

function rank(pattern: string): number {
  return pattern.endsWith("*") ? pattern.length : Number.POSITIVE_INFINITY;
}

function one(outcomes: readonly Outcome[]): Outcome | readonly Outcome[] {
  const [first, ...others] = outcomes;
  return first !== undefined && others.length === 0 ? first : outcomes;
}
