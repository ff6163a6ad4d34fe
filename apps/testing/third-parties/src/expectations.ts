import type { CheckResult, Outcome, Results } from "@resource-events/conformance";

/** What is known of a check, and why it is so. */
export interface Expectation {
  readonly check: string;
  readonly outcome: Outcome;
  readonly reason: string;
}

/** A file of expectations, as the suite's own command takes it with `--expect`. */
export interface ExpectationFile {
  readonly format: "resource-events-expectations";
  readonly formatVersion: 1;
  readonly expectations: readonly Expectation[];
}

/** How the reason begins of what nobody has looked into yet. */
export const unexplained = "Not explained yet.";

/** What came otherwise than expected, the missing explanations among it: sentences, none where all is as expected. */
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
    .map(({ check }) => `${check}: expected, and no check`);
  const repeated = expectations
    .filter(({ check }, at) => expectations.findIndex((other) => other.check === check) < at)
    .map(({ check }) => `${check}: expected twice`);
  const open = expectations
    .filter(({ reason }) => reason.trim() === "" || reason.startsWith(unexplained))
    .map(({ check }) => `${check}: its reason is still to be written`);
  return [...unexpected, ...meaningless, ...repeated, ...open];
}

/** The expectations that these results meet. Reasons are kept; of what is new, the reason is what was observed. */
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

/** What did not hold or could not be judged. What another check blocked is explained there; what is skipped, by itself. */
function wantsExplanation({ outcome, blockedBy }: CheckResult): boolean {
  return outcome !== "pass" && outcome !== "skipped" && blockedBy === undefined;
}

function observation({ observed, reason }: CheckResult): string {
  return observed ?? reason?.split("\n")[0] ?? "it holds";
}
