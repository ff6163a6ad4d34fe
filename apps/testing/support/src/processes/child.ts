import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { Changes, type WaitOptions } from "../waiting/changes.ts";

/** How a child process is started. */
export interface ChildOptions extends Pick<SpawnOptions, "cwd"> {
  /** Its whole environment. Default: that of this process. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Whether it can exchange messages with us, as `fork` does it. Default: no. */
  readonly ipc?: boolean;
  /** Whether it can read what we write. Default: `ignore`, it reads nothing. */
  readonly stdin?: "ignore" | "pipe";
}

/** How a child process ended. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

// Shared by the whole process, so that no child outlives it.
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** A child process, its output and its messages. It ends with this process at the latest. */
export class Child {
  /** Resolves when it has ended and its output is complete. */
  readonly exited: Promise<ChildEnd>;
  /** Node's own view of it, for its streams. */
  readonly process: ChildProcess;
  readonly #name: string;
  readonly #pieces: { readonly from: "stdout" | "stderr"; readonly bytes: Buffer }[] = [];
  readonly #messages: { readonly content: unknown }[] = [];
  readonly #changes = new Changes();
  #end: ChildEnd | undefined;

  private constructor(name: string, child: ChildProcess) {
    this.#name = name;
    this.process = child;
    running.add(child);
    for (const from of ["stdout", "stderr"] as const) {
      child[from]?.on("data", (bytes: Buffer) => this.#take(from, bytes));
    }
    child.on("message", (content) => {
      this.#messages.push({ content });
      this.#changes.report();
    });
    // Also if there is no such program.
    child.on("error", (error) => this.#take("stderr", Buffer.from(`${error.message}\n`)));
    this.exited = new Promise((resolve) => {
      child.once("close", (code, signal) => {
        running.delete(child);
        this.#end = { code, signal };
        resolve(this.#end);
        this.#changes.report();
      });
    });
  }

  /** Starts a program. */
  static start(command: string, words: readonly string[], options: ChildOptions = {}): Child {
    const { environment = process.env, ipc = false, stdin = "ignore", cwd } = options;
    const child = spawn(command, words, {
      env: environment,
      stdio: [stdin, "pipe", "pipe", ...(ipc ? (["ipc"] as const) : [])],
      ...(cwd === undefined ? {} : { cwd }),
    });
    return new Child(command, child);
  }

  /** How it ended; `undefined` while it runs. */
  get end(): ChildEnd | undefined {
    return this.#end;
  }

  /** What it has written to its standard output. */
  get stdout(): string {
    return this.stdoutBytes.toString();
  }

  get stdoutBytes(): Buffer {
    return this.#bytes("stdout");
  }

  /** What it has written to its standard error. */
  get stderr(): string {
    return this.#bytes("stderr").toString();
  }

  /** The end of what it has written to either, as it came: for error messages. */
  get lastOutput(): string {
    return Buffer.concat(this.#pieces.map(({ bytes }) => bytes))
      .toString()
      .slice(-4_000);
  }

  /**
   * Waits until the condition holds, or its standard output or standard error matches.
   *
   * @throws Error with its output if it ends before, or after 30 seconds
   */
  until(wanted: string | RegExp | ((child: Child) => boolean)): Promise<void> {
    const condition = () => {
      if (typeof wanted === "function") return wanted(this);
      const output = this.stdout + this.stderr;
      return typeof wanted === "string" ? output.includes(wanted) : wanted.test(output);
    };
    return this.#changes.until(condition, this.#waiting(String(wanted)));
  }

  /** Waits for the next message that was not taken yet. */
  async message(): Promise<unknown> {
    let message: { readonly content: unknown } | undefined;
    await this.#changes.until(() => {
      message = this.#messages.shift();
      return message !== undefined;
    }, this.#waiting("a message"));
    return message?.content;
  }

  /** Sends a message; a process that has ended does not get it. */
  send(message: string): void {
    this.process.send?.(message, () => {});
  }

  /** Sends a signal. */
  kill(signal: NodeJS.Signals = "SIGTERM"): void {
    this.process.kill(signal);
  }

  /** Ends it with a signal; resolves when it is gone. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (this.#end === undefined) this.kill(signal);
    await this.exited;
  }

  #waiting(what: string): WaitOptions {
    return { what: () => `${what}: ${this.#name} printed\n${this.lastOutput}`, isOver: () => this.#end !== undefined };
  }

  #take(from: "stdout" | "stderr", bytes: Buffer): void {
    this.#pieces.push({ from, bytes });
    this.#changes.report();
  }

  #bytes(from: "stdout" | "stderr"): Buffer {
    return Buffer.concat(this.#pieces.filter((piece) => piece.from === from).map(({ bytes }) => bytes));
  }
}
