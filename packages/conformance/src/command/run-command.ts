import { allChecks } from "../checks/index.ts";
import { requireMeaning, select } from "../checks/selection.ts";
import { ConformanceError } from "../conformance-error.ts";
import { runConformance } from "../run/run-conformance.ts";
import { version } from "../version.ts";
import { runClientCommand } from "./client-command.ts";
import { runMatrixCommand } from "./matrix-command.ts";
import { readOutputOptions } from "./output-options.ts";
import { type CommandOutput, exitStatus, listChecks, reportRun } from "./report-run.ts";
import { readConfiguration, readServerOptions } from "./server-options.ts";
import { usage } from "./usage.ts";

/**
 * Runs the command with its arguments (without the program). Resolves with its exit status (`exitStatus`). It never
 * rejects because of an argument, a file or a target.
 */
export async function runCommand(words: readonly string[], output: CommandOutput): Promise<number> {
  try {
    const [first, ...others] = words;
    if (first === "client") return await runClientCommand(others, output);
    if (first === "matrix") {
      runMatrixCommand(others, (text) => output.out(text));
      return exitStatus.expected;
    }
    return await runServerCommand(words, output);
  } catch (error) {
    if (!(error instanceof ConformanceError)) throw error;
    output.error(error.message);
    return exitStatus.notRun;
  }
}

async function runServerCommand(words: readonly string[], output: CommandOutput): Promise<number> {
  const outputOptions = readOutputOptions(words);
  const read = readServerOptions(outputOptions.rest);
  const { help, list, version: showVersion, only, skip = [] } = read.values;
  if (help === true || showVersion === true) {
    output.out(help === true ? usage : version);
    return exitStatus.expected;
  }
  if (list === true) {
    for (const pattern of skip) requireMeaning(allChecks, pattern, "skip");
    return listChecks(select(allChecks, only), skip, outputOptions, output);
  }
  const { configuration, expect, reports } = readConfiguration(read, output.environment ?? {});
  const selected = select(allChecks, configuration.only);
  return reportRun(
    { ...outputOptions, expect: outputOptions.expect ?? expect, reports: [...reports, ...outputOptions.reports] },
    output,
    { checks: allChecks, total: selected.length, leftOut: configuration.skip ?? [] },
    (onResult, signal) => runConformance(configuration, { onResult, ...(signal === undefined ? {} : { signal }) }),
  );
}
