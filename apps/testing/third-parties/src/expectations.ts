import type { CheckResult, Outcome, Results } from "@resource-events/conformance";

/** The expected outcome of a check, with the reason. */
export interface Expectation {
  readonly check: string;
  readonly outcome: Outcome;
  readonly reason: string;
}

/** A file of expectations, in the format of the option `--expect` of the suite's own command. */
export interface ExpectationFile {
  readonly format: "resource-events-expectations";
  readonly formatVersion: 1;
  readonly expectations: readonly Expectation[];
}

/** The beginning of the reason if nobody has found it out yet. */
export const unexplained = "Not explained yet.";

/** Returns a sentence for each difference from the expectations, and for each missing reason. */
export function surprises({ checks }: Results, { expectations }: ExpectationFile): readonly string[] {
  const unexpected = checks.flatMap((result) => {
    const expected = expectations.find(({ check }) => check === result.id);
    if (expected === undefined) {
      return wantsExplanation(result) ? [`${result.id}: ${result.outcome}, not expected: ${observation(result)}`] : [];
    }
    const as = result.outcome === expected.outcome;
    return as ? [] : [`${result.id}: ${result.outcome} instead of ${expected.outcome}: ${observation(result)}`];
  });
  const meaningless = expectations
    .filter(({ check }) => !checks.some(({ id }) => id === check))
    .map(({ check }) => `${check}: expected, but there is no such check`);
  const repeated = expectations
    .filter(({ check }, at) => expectations.findIndex((other) => other.check === check) < at)
    .map(({ check }) => `${check}: expected twice`);
  const open = expectations
    .filter(({ reason }) => reason.trim() === "" || reason.startsWith(unexplained))
    .map(({ check }) => `${check}: the reason is missing`);
  return [...unexpected, ...meaningless, ...repeated, ...open];
}

/** Returns the expectations that match these results. It keeps reasons; the reason of a new one is the observation. */
export function updatedExpectations({ checks }: Results, { expectations }: ExpectationFile): ExpectationFile {
  const explained = expectations.filter(({ reason }) => !reason.startsWith(unexplained));
  const known = new Map(explained.map(({ check, reason }) => [check, reason]));
  return {
    format: "resource-events-expectations",
    formatVersion: 1,
    expectations: checks.filter(wantsExplanation).map((result) => ({
      check: result.id,
      outcome: result.outcome,
      reason: known.get(result.id) ?? `${unexplained} Observed: ${observation(result)}`,
    })),
  };
}

/**
 * Whether a result needs a reason: it did not pass, or could not be judged. If another check blocked it, the reason is there; a
 * skipped check says its reason itself.
 */
function wantsExplanation({ outcome, blockedBy }: CheckResult): boolean {
  return outcome !== "pass" && outcome !== "skipped" && blockedBy === undefined;
}

function observation({ observed, reason }: CheckResult): string {
  return observed ?? reason?.split("\n")[0] ?? "it holds";
}
