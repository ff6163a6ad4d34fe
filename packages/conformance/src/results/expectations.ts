import schema from "../../schemas/expectations.json" with { type: "json" };
import { isMeant } from "../checks/selection.ts";
import { ConformanceError } from "../conformance-error.ts";
import { readChecked, schemaCheck } from "../files/checked-json.ts";
import { type CheckResult, isUnexpected, type Outcome, type Results } from "./results.ts";

/** The known outcome of one check, or of several. */
export interface Expectation {
  /** The id of a check, or a prefix of ids followed by `*`. */
  readonly check: string;
  /** The expected outcome, or a list of possible outcomes. */
  readonly outcome: Outcome | readonly Outcome[];
  /** The reason. */
  readonly reason: string;
}

/**
 * Reads the text of an expectation file (`schemas/expectations.json`) for these checks. `name` is the file's name in
 * errors.
 *
 * @throws `ConformanceError` `configuration` if the text is invalid, if an entry matches no check, or if two entries
 * are for the same pattern
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
    if (!checks.some(({ id }) => isExpected(id, check))) problems.push(`${check} matches no check`);
    if (expectations.findIndex((other) => other.check === check) < index) problems.push(`${check} is listed twice`);
  }
  if (problems.length === 0) return expectations;
  const message = [`${name} is invalid:`, ...problems.map((problem) => `  ${problem}`)].join("\n");
  throw new ConformanceError("configuration", message);
}

/**
 * Adds its expectation to a result. An id wins over a prefix, and a longer prefix over a shorter one. A check that the
 * user excluded, by a pattern in `leftOut`, has no expectation.
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
 * Writes an expectation file that these results would meet: the expectations that were met, and each unexpected result,
 * with the observation as its reason.
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

/** Unlike in `only`, a pattern without `*` matches one id exactly, and no ids below it. */
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
