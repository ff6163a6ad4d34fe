import { fork } from "node:child_process";
import { once } from "node:events";

/** A server in a process of its own. */
export interface ServerProcess {
  readonly port: number;
  /** Ends it; resolves when it is gone. Rejects where it had ended before: what came of it then says nothing. */
  end(): Promise<void>;
}

/** Runs a program of this package, which sends the port that it listens on. */
export async function startProcess(
  program: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const child = fork(program, words, {
    env: { ...process.env, ...environment },
    execArgv: ["--experimental-strip-types", "--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (text) => {
      output = `${output}${text}`.slice(-4_000);
    });
  }
  const exited = once(child, "exit");
  const [port] = await Promise.race([once(child, "message"), exited.then(() => [undefined])]);
  if (typeof port !== "number") throw new Error(`The server did not start:\n${output}`);
  return {
    port,
    async end() {
      const alone = child.exitCode !== null || child.signalCode !== null;
      child.kill();
      await exited;
      if (alone) throw new Error(`The server ended by itself:\n${output}`);
    },
  };
}
