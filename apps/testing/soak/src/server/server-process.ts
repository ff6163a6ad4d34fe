import { resolve } from "node:path";
import { Child } from "@resource-events/testing-support";
import type { Figures, ServerConfiguration } from "./configuration.ts";

/** A server in its own process, so that its memory is its own and its end harms nobody else. */
export class ServerProcess {
  private constructor(
    readonly port: number,
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
    return new ServerProcess(Number(await child.message()), child);
  }

  /** How the process ended, if it did. */
  get ended(): string | undefined {
    const { end, lastOutput } = this.child;
    if (end === undefined) return undefined;
    return `${end.signal ?? `exit ${end.code}`}${lastOutput === "" ? "" : `:\n${lastOutput}`}`;
  }

  /** Its figures, after garbage collection. */
  async figures(): Promise<Figures> {
    this.child.send("figures");
    const figures = await this.child.message().catch((cause: unknown) => {
      throw new Error(`The server is gone: ${this.ended}`, { cause });
    });
    return figures as Figures;
  }

  /** Ends the process at once, as a loss of power would. */
  async kill(): Promise<void> {
    await this.child.stop("SIGKILL");
  }
}
