import { Child } from "@resource-events/testing-support";

/** A server in a separate process. */
export interface ServerProcess {
  readonly port: number;
  /**
   * Stops it; resolves when the process has ended.
   *
   * @throws Error if it ended by itself: the results are then worthless
   */
  end(): Promise<void>;
}

/** Starts a program of this package, which sends the port that it listens on. */
export async function startProcess(
  program: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const flags = ["--experimental-strip-types", "--disable-warning=ExperimentalWarning"];
  const child = Child.start(process.execPath, [...flags, program, ...words], {
    ipc: true,
    environment: { ...process.env, ...environment },
  });
  const port = Number(await child.message());
  return {
    port,
    async end() {
      const alone = child.end !== undefined;
      await child.stop();
      if (alone) throw new Error(`The server ended by itself:\n${child.lastOutput}`);
    },
  };
}
