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

/** The exit statuses of the command. */
export const exitStatus = {
  /** There were no unexpected results. */
  expected: 0,
  /** There were unexpected results. */
  unexpected: 1,
  /** It could not run. */
  notRun: 2,
  /** It was interrupted: the status that shells use for SIGINT. */
  interrupted: 130,
} as const;

/** The output and the environment of the command. */
export interface CommandOutput {
  /** Writes one or more lines to the standard output. */
  out(line: string): void;
  /** Writes one or more lines to the standard error. */
  error(line: string): void;
  /** Shows a line that the next one replaces, on a terminal; `undefined` removes it. Default: nothing is shown. */
  progress?(line: string | undefined): void;
  /** Whether to colour lines if no option says so. Default false. */
  readonly color?: boolean;
  /** The environment variables that a configuration file may use. Default: none. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Aborting it ends the run, after running checks have cleaned up. */
  readonly signal?: AbortSignal;
}

/** The checks of a run. */
export interface RunScope {
  /** All checks of the suite, run or not: expectations may name any of them. */
  readonly checks: readonly { readonly id: string }[];
  /** The number of checks to run. */
  readonly total: number;
  /** The patterns of checks that the user skips. */
  readonly leftOut: readonly string[];
}

/** Runs checks, reports the results as the options say, and resolves with the exit status. */
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
  // If a report goes to the standard output, nothing else may.
  const silent = reports.some(({ file }) => file === "-");
  const line = (text: string) => (silent ? output.error(text) : output.out(text));
  let done = 0;
  let unexpected = 0;
  const progress = () => {
    if (!silent) output.progress?.(`${done} of ${total} done${unexpected > 0 ? `, ${unexpected} unexpected` : ""}`);
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

/** Lists checks and runs none. */
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

/** Requires that all outputs can be written. Called before the run, so that its results are not lost. */
function requireOutputs({ reports, expect, writeExpectations }: OutputOptions): void {
  const files = reports.map(({ file }) => file);
  if (files.filter((file) => file === "-").length > 1) throw invalid("Only one report can go to the standard output");
  for (const file of files) requireWritable(file);
  if (writeExpectations === undefined) return;
  const same = expect !== undefined && resolve(expect) === resolve(writeExpectations);
  if (existsSync(writeExpectations) && !same) {
    throw invalid(`${writeExpectations} exists already: pass it to --expect as well to update it, or remove it`);
  }
  requireWritable(writeExpectations);
}

function invalid(message: string): ConformanceError {
  return new ConformanceError("configuration", message);
}
