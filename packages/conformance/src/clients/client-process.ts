import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { ConformanceError } from "../conformance-error.ts";
import type { ClientExit, ClientTask } from "./client-under-test.ts";

/** The most bytes of one line that a client prints. */
const lineLimit = 16_777_216;
/** The most characters of its standard error that the report keeps: the last ones. */
const complaintLimit = 2_048;

/** How a process ended, and what it wrote to its standard error. */
export interface ProcessEnd {
  readonly signal: string | null;
  readonly complaint: string;
}

/** A running client process. */
export interface ClientProcess {
  readonly input: Writable;
  /** Resolves when the process has ended and all its lines were passed on. */
  readonly gone: Promise<ProcessEnd>;
  /** Ends it, and all processes that it started. */
  kill(): void;
}

/**
 * Starts a command without a shell, and calls `onLine` with each line that it prints.
 *
 * `gone` rejects with a ConformanceError `configuration` if the command cannot be started.
 */
export function startClient(
  [program = "", ...words]: readonly string[],
  environment: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
): ClientProcess {
  // In its own process group, so that the processes that a wrapper started end with it.
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
    } catch {} // it has ended already
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
  child.stdin.on("error", () => {}); // the client may ignore its input
  return {
    input: child.stdin,
    kill,
    gone: new Promise((resolve, reject) => {
      child.on("error", (cause) => {
        const message = `The client ${JSON.stringify(program)} cannot be started: ${cause.message}`;
        reject(new ConformanceError("configuration", message, { cause }));
      });
      child.on("close", (_, signal) => {
        if (line.trim() !== "") onLine(line);
        resolve({ signal, complaint: complaint.trim() });
      });
    }),
  };
}

/** How a client ended. It is no crash if the suite itself ended it. */
export function exitOf({ signal: killedBy, complaint }: ProcessEnd, signal: AbortSignal): ClientExit {
  return {
    ...(killedBy === null || signal.aborted ? {} : { crash: `${killedBy} ended it` }),
    ...(complaint === "" ? {} : { complaint }),
  };
}

/** The values of a task, by their names in a command and in its environment. */
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

/** Parses a line as JSON. If it is not JSON, returns the text, which is not a valid observation. */
export function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
