import { resolve } from "node:path";
import { Child } from "@resource-events/testing-support";
import type { Figures, ServerConfiguration } from "./configuration.ts";

/** A server in its own process, so that its memory is its own and its end harms nobody else. */
export class ServerProcess {
  private constructor(
    readonly port: number,
    /** The port of HTTP/2; 0 if it does not serve that. */
    readonly http2Port: number,
    private readonly child: Child,
  ) {}

  /** Starts a server; it runs as this process does, from source or from what was built. */
  static async start(configuration: ServerConfiguration): Promise<ServerProcess> {
    const program = resolve(import.meta.dirname, "program.ts");
    const words = [...process.execArgv, program, JSON.stringify(configuration)];
    // Most of the time that a start takes goes into stripping types.
    const cache = resolve(import.meta.dirname, "../../node_modules/.cache/compiled");
    const environment = { ...process.env, NODE_COMPILE_CACHE: cache };
    const child = Child.start(process.execPath, words, { ipc: true, environment });
    const { port, http2Port = 0 } = (await child.message()) as { port: number; http2Port?: number };
    return new ServerProcess(port, http2Port, child);
  }

  /** How the process ended, if it did. */
  get ended(): string | undefined {
    const { end, lastOutput } = this.child;
    if (end === undefined) return undefined;
    return `${end.signal ?? `exit ${end.code}`}${lastOutput === "" ? "" : `:\n${lastOutput}`}`;
  }

  /** Its figures, after garbage collection. */
  async figures(): Promise<Figures> {
    return (await this.#ask("figures")) as Figures;
  }

  /** The bytes of the whole process. Not to be asked for while something else is. */
  async resident(): Promise<number> {
    return Number(await this.#ask("resident"));
  }

  async #ask(what: string): Promise<unknown> {
    this.child.send(what);
    return await this.child.message().catch((cause: unknown) => {
      throw new Error(`The server does not answer: ${this.ended ?? "it is still there"}`, { cause });
    });
  }

  /** Ends the process at once, as a loss of power would. */
  async kill(): Promise<void> {
    await this.child.stop("SIGKILL");
  }
}
