import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import type { Figures, ServerConfiguration } from "./configuration.ts";

/** A server in a process of its own, so that its memory is its own, and its end is nobody else's. */
export class ServerProcess {
  readonly port: number;
  readonly #child: ChildProcess;
  /** How the process ended, if it did. */
  ended: string | undefined;
  readonly #exited: Promise<void>;
  #output = "";

  private constructor(child: ChildProcess, port: number, output: () => string) {
    this.#child = child;
    this.port = port;
    this.#exited = new Promise((done) => {
      child.once("exit", (code, signal) => {
        this.#output = output();
        this.ended = `${signal ?? `exit ${code}`}${this.#output === "" ? "" : `:\n${this.#output}`}`;
        done();
      });
    });
  }

  /** Starts a server; it runs as this process does, from source or from what was built. */
  static async start(configuration: ServerConfiguration): Promise<ServerProcess> {
    const program = resolve(import.meta.dirname, "program.ts");
    const child = fork(program, [JSON.stringify(configuration)], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // Most of what a start costs is to strip types.
      env: { ...process.env, NODE_COMPILE_CACHE: resolve(import.meta.dirname, "../../node_modules/.cache/compiled") },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (text) => {
        output = `${output}${text}`.slice(-4_000);
      });
    }
    const [said] = await Promise.race([once(child, "message"), once(child, "exit").then(() => [])]);
    if (typeof said !== "number") throw new Error(`The server did not start:\n${output}`);
    return new ServerProcess(child, said, () => output);
  }

  /** Its figures, after garbage collection. */
  async figures(): Promise<Figures> {
    if (this.ended !== undefined) throw new Error(`The server is gone: ${this.ended}`);
    // Where it fails, the process is about to be known as gone.
    this.#child.send("figures", () => {});
    const answer = once(this.#child, "message");
    const [figures] = await Promise.race([answer, this.#exited.then(() => [undefined])]);
    if (figures === undefined) throw new Error(`The server is gone: ${this.ended}`);
    return figures;
  }

  /** Ends the process at once, as a loss of power would. */
  async kill(): Promise<void> {
    if (this.ended === undefined) this.#child.kill("SIGKILL");
    await this.#exited;
  }
}
