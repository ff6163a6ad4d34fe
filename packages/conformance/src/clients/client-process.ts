import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { ConformanceError } from "../conformance-error.ts";
import type { ClientExit, ClientTask } from "./client-under-test.ts";

/** The most bytes of one line that a client prints. */
const lineLimit = 16_777_216;
/** The most bytes of what a client prints as errors that are kept, for the report. */
const complaintLimit = 2_048;

/** How a process ended, and what it printed as errors. */
export interface ProcessEnd {
  readonly signal: string | null;
  readonly complaint: string;
}

/** A running client. */
export interface ClientProcess {
  readonly input: Writable;
  /** Resolves when it is gone, and all that it printed was handed on. */
  readonly gone: Promise<ProcessEnd>;
  /** Ends it, and what it started. */
  kill(): void;
}

/**
 * Starts a command without a shell, and hands each line on that it prints.
 *
 * @throws ConformanceError `configuration`, by `gone`, where the command can't be started
 */
export function startClient(
  [program = "", ...words]: readonly string[],
  environment: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
): ClientProcess {
  // A process group of its own, so that what a wrapper has started ends with it.
  const detached = process.platform !== "win32";
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(program, words, {
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
    detached,
  });
  const kill = () => {
    try {
      if (detached && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      else child.kill("SIGKILL");
    } catch {} // it is gone already
  };
  let line = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const [first = "", ...others] = text.split("\n");
    line += first;
    for (const next of others) {
      if (line.trim() !== "") onLine(line);
      line = next;
    }
    if (line.length > lineLimit) kill();
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = `${complaint}${text}`.slice(-complaintLimit);
  });
  child.stdin.on("error", () => {}); // it need not read
  return {
    input: child.stdin,
    kill,
    gone: new Promise((resolve, reject) => {
      child.on("error", (cause) => {
        const message = `The client ${JSON.stringify(program)} can't be started: ${cause.message}`;
        reject(new ConformanceError("configuration", message, { cause }));
      });
      child.on("close", (_, signal) => {
        if (line.trim() !== "") onLine(line);
        resolve({ signal, complaint: complaint.trim() });
      });
    }),
  };
}

/** What is told of how a client ended; that the rig has killed it is known already. */
export function exitOf({ signal: killedBy, complaint }: ProcessEnd, signal: AbortSignal): ClientExit {
  return {
    ...(killedBy === null || signal.aborted ? {} : { crash: `it was ended by ${killedBy}` }),
    ...(complaint === "" ? {} : { complaint }),
  };
}

/** What a task is called in words of a command and in its environment. */
export function namesOf(task: ClientTask): Readonly<Record<string, string>> {
  return {
    url: task.url,
    protocol: task.protocol,
    mode: task.mode,
    encapsulation: task.encapsulation ?? "",
    representation: task.representation ? "yes" : "no",
    "last-event-id": task.lastEventId ?? "",
  };
}

/** A line as JSON; what is none is handed on as the text, which is no observation. */
export function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
