#!/usr/bin/env node
import { colorOption } from "./arguments.ts";
import { runCommand } from "./command.ts";
import { exitStatus } from "./exit-status.ts";
import { failureOf } from "./failure.ts";
import { Output } from "./output.ts";
import { palette } from "./palette.ts";
import { printable } from "./printable.ts";
import { watchReader } from "./reader-watch.ts";

const args = process.argv.slice(2);
const ended = new AbortController();
let endedBy: NodeJS.Signals | undefined;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    endedBy = signal;
    ended.abort();
  });
}

const isForPeople = process.stdout.isTTY || colorOption(args) === true;
const mayColour = !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
const hasColours = (stream: NodeJS.WriteStream) => colorOption(args) ?? (stream.isTTY && mayColour);
const notes = palette(hasColours(process.stderr));
const output = new Output(process.stdout, () => ended.abort());
const errors = new Output(process.stderr, () => {});
const report = (line: string) => void errors.write(`${line}\n`).catch(() => {}); // if the standard error fails, there is nowhere to report it
const unwatch = watchReader(1, () => ended.abort());

const status = await runCommand(args, {
  output,
  palette: palette(hasColours(process.stdout)),
  isForPeople,
  note: (text) => report(notes.dim(printable(text))),
  error: (text) => report(`resource-events: ${printable(text)}`),
  ended: ended.signal,
}).catch((error: unknown) => {
  report(`resource-events: ${printable(failureOf(error).message)}`);
  return exitStatus.fault;
});
unwatch();
await Promise.all([output.flushed(), errors.flushed()]);

// End by the signal itself: only then does a loop in the shell end, too.
if (endedBy) process.kill(process.pid, endedBy);
else process.exit(status);
