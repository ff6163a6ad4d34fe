import { resolve } from "node:path";
import { Child } from "@resource-events/testing-support";
import type { HonestConfiguration, Summary } from "./summary.ts";

/** Honest subscribers and writers, in a process of their own. */
export class HonestProcess {
  readonly #child: Child;

  private constructor(child: Child) {
    this.#child = child;
  }

  /** Starts them; resolves when all have subscribed. */
  static async start(configuration: HonestConfiguration): Promise<HonestProcess> {
    const program = resolve(import.meta.dirname, "program.ts");
    const words = [...process.execArgv, program, JSON.stringify(configuration)];
    const honest = new HonestProcess(Child.start(process.execPath, words, { ipc: true }));
    await honest.#child.message();
    return honest;
  }

  /** From now on they write. */
  async begin(): Promise<void> {
    this.#child.send("begin");
    await this.#child.message();
  }

  /** They stop, and report. */
  async end(): Promise<Summary> {
    this.#child.send("end");
    return (await this.#child.message()) as Summary;
  }

  async kill(): Promise<void> {
    await this.#child.stop("SIGKILL");
  }
}
