import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { accepts } from "./free-port.ts";

/** A program that was started, and listens. */
export interface Program {
  readonly port: number;
  /** Ends it; resolves when it is gone. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a program, and waits until it listens on the port. */
export async function startProgram(
  command: string,
  words: readonly string[],
  port: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const child = spawn(command, words, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...environment } });
  let said = "";
  for (const output of [child.stdout, child.stderr]) {
    output.on("data", (text) => {
      said = `${said}${text}`.slice(-10_000);
    });
  }
  const gone = once(child, "close");
  while (!(await accepts(port))) {
    if (isOver(child)) throw new Error(`${command} did not start: ${said}`);
    await pause(20);
  }
  return {
    port,
    async end(signal = "SIGTERM") {
      if (!isOver(child)) child.kill(signal);
      await gone;
    },
  };
}

function isOver({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
