import type { ChildProcess } from "node:child_process";
import { Child, type ChildEnd, type ChildOptions } from "@resource-events/testing-support";
import { onTestFinished } from "vitest";
import { command } from "./bundle.ts";

/** A running command. It is stopped at the end of the test. */
export interface Running {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly bytes: () => Buffer;
  /** The lines of `--json` so far. */
  readonly lines: () => Record<string, unknown>[];
  /** Waits until the output (both streams) matches. Throws if the command ends first. */
  until(pattern: RegExp | string): Promise<void>;
  /** How it ended. */
  readonly ended: Promise<ChildEnd>;
}

/** The command line that runs the command, for shells. */
export const shellCommand = `${process.execPath} ${command}`;

/** Starts `resource-events` with these arguments. */
export function start(words: readonly string[], environment: Record<string, string> = {}): Running {
  return follow(Child.start(process.execPath, [command, ...words], options(environment)));
}

/** Runs a bash script that can call `resource-events`. */
export function startShell(script: string, environment: Record<string, string> = {}): Running {
  const prologue = `resource-events() { ${shellCommand} "$@"; }\n`;
  return follow(Child.start("bash", ["-c", prologue + script], options(environment)));
}

/** Starts the command on a terminal, which gets both streams. */
export function startOnTerminal(words: string, environment: Record<string, string> = {}): Running {
  return follow(Child.start("script", ["-qec", `${shellCommand} ${words}`, "/dev/null"], options(environment)));
}

/** Runs the command until it ends. */
export async function run(words: readonly string[], environment: Record<string, string> = {}) {
  const one = start(words, environment);
  const { code, signal } = await one.ended;
  return { code, signal, stdout: one.stdout(), stderr: one.stderr() };
}

function options(environment: Record<string, string>): ChildOptions {
  const { NO_COLOR: _, ...inherited } = process.env;
  return { environment: { ...inherited, TERM: "xterm", ...environment }, stdin: "pipe" };
}

function follow(child: Child): Running {
  onTestFinished(() => child.stop("SIGKILL"));
  return {
    child: child.process,
    ended: child.exited,
    stdout: () => child.stdout,
    stderr: () => child.stderr,
    bytes: () => child.stdoutBytes,
    lines: () =>
      child.stdout
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line)),
    until: (pattern) => child.until(pattern),
  };
}
