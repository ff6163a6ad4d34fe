import { isMeant } from "../checks/selection.ts";
import type { ClientUnderTest } from "../clients/client-under-test.ts";
import { type CheckResult, countsOf, type Results } from "../results/results.ts";
import { runClientConformance } from "../run/run-client.ts";
import { clientScenarios } from "../scenarios/index.ts";
import { clientUsage, readClientOptions } from "./client-options.ts";
import { readOutputOptions } from "./output-options.ts";
import { type CommandOutput, exitStatus, listChecks, reportRun } from "./report-run.ts";

/** The options that the command has for servers and clients. */
const commonUsage = `
Also, as for servers: --report, --expect, --write-expectations, --verbose, --color, --list --json.`;

/**
 * Runs the command with the arguments after `client`. Resolves with its exit status.
 *
 * @throws `ConformanceError` `configuration` if an argument is invalid or the client cannot be started
 */
export async function runClientCommand(words: readonly string[], output: CommandOutput): Promise<number> {
  const end = words.indexOf("--");
  const own = end < 0 ? words : words.slice(0, end);
  const outputOptions = readOutputOptions(own);
  const { help, list, scenarios, client, options } = readClientOptions([
    ...outputOptions.rest,
    ...(end < 0 ? [] : words.slice(end)),
  ]);
  if (help) {
    output.out(clientUsage + commonUsage);
    return exitStatus.expected;
  }
  const leftOut = options.skip ?? [];
  if (list || client === undefined) {
    const descriptions = scenarios.map(({ task, ...scenario }) => ({ ...scenario, protocol: task.protocol }));
    return listChecks(descriptions, leftOut, outputOptions, output);
  }
  const total = scenarios.filter(({ id }) => !isMeant(id, leftOut)).length;
  return reportRun(outputOptions, output, { checks: clientScenarios, total, leftOut }, async (onResult, signal) => {
    const finished = new Set<string>();
    const results = await runClientConformance(interruptible(client, signal), {
      ...options,
      onResult: (result) => {
        if (signal?.aborted === true) return;
        finished.add(result.id);
        onResult(result);
      },
    });
    return signal?.aborted === true ? interruptedAfter(results, finished) : results;
  });
}

/** Makes a client end when the run is interrupted, and not start after that. */
function interruptible(client: ClientUnderTest, interrupt: AbortSignal | undefined): ClientUnderTest {
  if (interrupt === undefined) return client;
  return {
    run: (task, report, signal) =>
      interrupt.aborted ? Promise.resolve({}) : client.run(task, report, AbortSignal.any([signal, interrupt])),
    close: () => client.close(),
  };
}

/** Marks the unfinished scenarios as skipped: they say nothing about the client. */
function interruptedAfter(results: Results, finished: ReadonlySet<string>): Results {
  const checks = results.checks.map((check): CheckResult => {
    if (finished.has(check.id)) return check;
    const { id, protocol, requirements, level, sentence, milliseconds } = check;
    const reason = "the run was interrupted";
    return { id, protocol, requirements, level, sentence, milliseconds, outcome: "skipped", reason };
  });
  return { ...results, interrupted: true, counts: countsOf(checks), checks };
}
