#!/usr/bin/env node
import { exitStatus } from "./command/report-run.ts";
import { runCommand } from "./command/run-command.ts";

const { stdout, stderr } = process;
const interruption = new AbortController();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (interruption.signal.aborted) process.exit(exitStatus.interrupted);
    stderr.write("\nInterrupted: the suite restores the target. Interrupt again to end at once without that.\n");
    interruption.abort();
  });
}
// The reader of the output is gone (a closed pipe): restore the target anyway.
for (const stream of [stdout, stderr]) stream.on("error", () => interruption.abort());

const clearLine = "\r\u001b[K";
let shown = false;
const progress = (line: string | undefined) => {
  if (!stdout.isTTY || (line === undefined && !shown)) return;
  stdout.write(clearLine + (line ?? ""));
  shown = line !== undefined;
};

try {
  process.exitCode = await runCommand(process.argv.slice(2), {
    out: (line) => {
      progress(undefined);
      stdout.write(`${line}\n`);
    },
    error: (line) => stderr.write(`${line}\n`),
    progress,
    color: stdout.isTTY && stdout.hasColors(),
    environment: process.env,
    signal: interruption.signal,
  });
} catch (error) {
  stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  process.exitCode = exitStatus.notRun;
}
