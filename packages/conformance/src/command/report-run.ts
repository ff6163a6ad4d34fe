import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { CheckDescription } from "../checks/check.ts";
import { isMeant } from "../checks/selection.ts";
import { ConformanceError } from "../conformance-error.ts";
import { readText, requireWritable, writeTo } from "../files/text-files.ts";
import { report } from "../reports/reports.ts";
import { checkLines, listLine, summaryLines } from "../reports/terminal-report.ts";
import { readExpectations, withExpectation, writtenExpectations } from "../results/expectations.ts";
import { type CheckResult, isUnexpected, type Results } from "../results/results.ts";
import type { OutputOptions } from "./output-options.ts";

/** What the command ends with. */
export const exitStatus = {
  /** Nothing unexpected. */
  expected: 0,
  /** Unexpected results. */
  unexpected: 1,
  /** It could not run. */
  notRun: 2,
  /** It was interrupted, as shells tell of SIGINT. */
  interrupted: 130,
} as const;

/** Where the command writes, and what surrounds it. */
export interface CommandOutput {
  /** Takes a line, or several, for the standard output. */
  out(line: string): void;
  /** Takes a line, or several, for the standard error. */
  error(line: string): void;
  /** Takes a line that the next one takes the place of, on a terminal; `undefined` ends that. Default: there is none. */
  progress?(line: string | undefined): void;
  /** Whether lines may be coloured, where no option says. Default: not. */
  readonly color?: boolean;
  /** The variables that a configuration file may name. Default: none. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Ends the run: what is underway is cleared away and put back first. */
  readonly signal?: AbortSignal;
}

/** What a run is made of, for whoever tells of it. */
export interface RunScope {
  /** All that there are, run or not: what expectations may name. */
  readonly checks: readonly { readonly id: string }[];
  /** How many are run. */
  readonly total: number;
  /** What the user has left out. */
  readonly leftOut: readonly string[];
}

/** Runs, tells of it as it is wished, and resolves with the exit status. */
export async function reportRun(
  outputOptions: OutputOptions,
  output: CommandOutput,
  { checks, total, leftOut }: RunScope,
  run: (onResult: (result: CheckResult) => void, signal: AbortSignal | undefined) => Promise<Results>,
): Promise<number> {
  const { expect, writeExpectations, reports, color = output.color ?? false, verbose } = outputOptions;
  const expectations = expect === undefined ? [] : readExpectations(readText(expect), expect, checks);
  requireOutputs(outputOptions);
  const expected = (result: CheckResult) => withExpectation(result, expectations, leftOut);
  // A report on the standard output has it for itself.
  const silent = reports.some(({ file }) => file === "-");
  const line = (text: string) => (silent ? output.error(text) : output.out(text));
  let done = 0;
  let unexpected = 0;
  const progress = () => {
    if (!silent) output.progress?.(`${done} of ${total} judged${unexpected > 0 ? `, ${unexpected} unexpected` : ""}`);
  };
  const judged = await run((result) => {
    const seen = expected(result);
    done += 1;
    if (isUnexpected(seen)) unexpected += 1;
    for (const text of checkLines(seen, { color, verbose })) line(text);
    progress();
  }, output.signal).finally(() => output.progress?.(undefined));
  const results: Results = { ...judged, checks: judged.checks.map(expected) };
  for (const { kind, file } of reports) writeTo(file, report(kind, results), (text) => output.out(text));
  if (writeExpectations !== undefined)
    writeTo(writeExpectations, writtenExpectations(results), (text) => output.out(text));
  for (const text of summaryLines(results, { color })) line(text);
  if (results.interrupted === true) return exitStatus.interrupted;
  return results.checks.some(isUnexpected) ? exitStatus.unexpected : exitStatus.expected;
}

/** Shows checks, and runs none. */
export function listChecks(
  checks: readonly (Pick<CheckDescription, "id" | "protocol" | "requirements" | "sentence"> & {
    readonly level: string;
  })[],
  leftOut: readonly string[],
  { json }: OutputOptions,
  output: CommandOutput,
): number {
  const shown = checks.filter(({ id }) => !isMeant(id, leftOut));
  if (json) {
    const list = shown.map(({ id, protocol, requirements, level, sentence }) => ({
      id,
      protocol,
      requirements,
      level,
      sentence,
    }));
    output.out(JSON.stringify(list, undefined, 2));
  } else for (const check of shown) output.out(listLine(check));
  return exitStatus.expected;
}

/** Before a run, so that its results are not lost after it. */
function requireOutputs({ reports, expect, writeExpectations }: OutputOptions): void {
  const files = reports.map(({ file }) => file);
  if (files.filter((file) => file === "-").length > 1) throw wrong("Only one report can go to the standard output");
  for (const file of files) requireWritable(file);
  if (writeExpectations === undefined) return;
  const same = expect !== undefined && resolve(expect) === resolve(writeExpectations);
  if (existsSync(writeExpectations) && !same) {
    throw wrong(`${writeExpectations} is there already: --expect it too, to bring it up to date, or remove it`);
  }
  requireWritable(writeExpectations);
}

function wrong(message: string): ConformanceError {
  return new ConformanceError("configuration", message);
}
