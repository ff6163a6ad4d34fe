import { type ChildProcess, spawn } from "node:child_process";
import { afterEach } from "vitest";
import { command } from "./bundle.ts";

/** A command that was started. */
export interface Running {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly bytes: () => Buffer;
  /** The lines of `--json` so far. */
  readonly lines: () => Record<string, unknown>[];
  /** Waits until the output (both streams) matches; throws where the command ends before. */
  until(pattern: RegExp | string): Promise<void>;
  /** How it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
});

/** The command line that runs the command, for shells. */
export const shellCommand = `${process.execPath} ${command}`;

/** Starts `resource-events` with these words. */
export function start(words: readonly string[], environment: Record<string, string> = {}): Running {
  return follow(spawn(process.execPath, [command, ...words], options(environment)));
}

/** Runs a script of bash, in which `resource-events` is the command. */
export function startShell(script: string, environment: Record<string, string> = {}): Running {
  const prologue = `resource-events() { ${shellCommand} "$@"; }\n`;
  return follow(spawn("bash", ["-c", prologue + script], options(environment)));
}

/** Starts it on a terminal, which both streams go to. */
export function startOnTerminal(words: string, environment: Record<string, string> = {}): Running {
  return follow(spawn("script", ["-qec", `${shellCommand} ${words}`, "/dev/null"], options(environment)));
}

/** Runs it to its end. */
export async function run(words: readonly string[], environment: Record<string, string> = {}) {
  const one = start(words, environment);
  const { code, signal } = await one.ended;
  return { code, signal, stdout: one.stdout(), stderr: one.stderr() };
}

function options(environment: Record<string, string>) {
  const { NO_COLOR: _, ...inherited } = process.env;
  return { env: { ...inherited, TERM: "xterm", ...environment }, stdio: "pipe" as const };
}

function follow(child: ChildProcess): Running {
  running.add(child);
  const pieces = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const changed: (() => void)[] = [];
  let over = false;
  const wake = () => changed.splice(0).forEach((one) => void one());
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.on("data", (piece: Buffer) => {
      pieces[name].push(piece);
      wake();
    });
  }
  const text = (name: "stdout" | "stderr") => Buffer.concat(pieces[name]).toString();
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once("close", (code, signal) => {
      running.delete(child);
      over = true;
      wake();
      resolve({ code, signal });
    });
  });
  return {
    child,
    ended,
    stdout: () => text("stdout"),
    stderr: () => text("stderr"),
    bytes: () => Buffer.concat(pieces.stdout),
    lines: () =>
      text("stdout")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line)),
    async until(pattern) {
      const found = () => {
        const all = text("stdout") + text("stderr");
        return typeof pattern === "string" ? all.includes(pattern) : pattern.test(all);
      };
      while (!found()) {
        if (over) throw new Error(`It ended before ${pattern}: ${text("stdout")}${text("stderr")}`);
        await new Promise<void>((resolve) => changed.push(resolve));
      }
    },
  };
}
