import { titleOf } from "../reports/overview.ts";
import { type CheckResult, isUnexpected, type Outcome, outcomes, type Results } from "../results/results.ts";

/** The result of one implementation for a check. */
export interface MatrixCell {
  readonly outcome: Outcome;
  /** Whether it met an expectation. */
  readonly expected: boolean;
  /** The observation, or the reason why it was not judged. */
  readonly detail: string | undefined;
}

/** A check with the result of each implementation. `undefined` if it was not run. */
export interface MatrixRow {
  readonly id: string;
  readonly sentence: string;
  readonly level: CheckResult["level"];
  readonly requirements: readonly string[];
  readonly cells: readonly (MatrixCell | undefined)[];
}

/** The results of several runs side by side. */
export interface Matrix {
  readonly columns: readonly MatrixColumn[];
  readonly rows: readonly MatrixRow[];
}

/** One implementation. */
interface MatrixColumn {
  readonly name: string;
  readonly results: Results;
  readonly unexpected: number;
}

/**
 * Makes a matrix with a column for each run. A check that only some runs have keeps its place among its neighbours.
 *
 * @param given the results with the names of their columns. Default: the name in the results, else their target
 */
export function matrixOf(given: readonly { readonly name?: string; readonly results: Results }[]): Matrix {
  const ids: string[] = [];
  for (const { results } of given) {
    let place = 0;
    for (const { id } of results.checks) {
      const known = ids.indexOf(id);
      if (known < 0) ids.splice(place, 0, id);
      place = (known < 0 ? place : known) + 1;
    }
  }
  const columns = given.map(({ name, results }) => ({
    name: name ?? titleOf(results),
    results,
    unexpected: results.checks.filter(isUnexpected).length,
  }));
  const byId = given.map(({ results }) => new Map(results.checks.map((check) => [check.id, check])));
  const rows = ids.flatMap((id): MatrixRow[] => {
    const checks = byId.map((of) => of.get(id));
    const any = checks.find((check) => check !== undefined);
    if (any === undefined) return [];
    const { sentence, level, requirements } = any;
    return [{ id, sentence, level, requirements, cells: checks.map(cellOf) }];
  });
  return { columns, rows };
}

/** The outcomes that occur in a matrix, in their order. */
export function presentOutcomes({ columns }: Matrix): readonly Outcome[] {
  return outcomes.filter((outcome) => columns.some(({ results }) => results.counts[outcome] > 0));
}

function cellOf(check: CheckResult | undefined): MatrixCell | undefined {
  if (check === undefined) return undefined;
  const { outcome, observed, reason, expectation } = check;
  return { outcome, expected: expectation?.met === true, detail: observed ?? reason };
}
