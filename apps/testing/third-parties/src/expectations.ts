import type { CheckResult, Outcome, Results } from "@resource-events/conformance";

/** The known outcome of a check, and its reason. */
interface Expectation {
  readonly check: string;
  readonly outcome: Outcome;
  readonly reason: string;
}

/** A file of expectations, in the format that the suite's own command takes with `--expect`. */
export interface ExpectationFile {
  readonly format: "resource-events-expectations";
  readonly formatVersion: 1;
  readonly expectations: readonly Expectation[];
}

/** The beginning of a reason that nobody has looked into yet. */
export const unexplained = "Not explained yet.";

/** Differences from the expectations, and missing reasons, as sentences; empty if there are none. */
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

/** The expectations that these results meet. They keep their reasons; the reason of a new one is what was observed. */
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

/** Whether a result needs a reason. One that another check blocked has it there; a skipped one explains itself. */
function wantsExplanation({ outcome, blockedBy }: CheckResult): boolean {
  return outcome !== "pass" && outcome !== "skipped" && blockedBy === undefined;
}

function observation({ observed, reason }: CheckResult): string {
  return observed ?? reason?.split("\n")[0] ?? "it holds";
}
