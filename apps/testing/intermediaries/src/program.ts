import { Child, isListening, until } from "@resource-events/testing-support";

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
  const child = Child.start(command, words, { environment: { ...process.env, ...environment } });
  await until(
    async () => child.end !== undefined || (await isListening(port)),
    () => `${command} to listen:\n${child.lastOutput}`,
    30,
  );
  if (child.end !== undefined) throw new Error(`${command} did not start:\n${child.lastOutput}`);
  return { port, end: (signal) => child.stop(signal) };
}
