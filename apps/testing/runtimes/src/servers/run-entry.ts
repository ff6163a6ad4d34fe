import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child } from "@resource-events/testing-support";
import { bundle } from "./bundle.ts";
import type { RunningServer } from "./running-server.ts";

/** Runs an entry of this package in another runtime; it prints the port that it listens on. */
export async function runEntry(entry: string, command: string, words: readonly string[]): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), "resource-events-"));
  const file = join(folder, entry.replace(/\.ts$/, ".mjs"));
  await writeFile(file, await bundle(entry));
  const child = Child.start(command, [...words, file]);
  const close = async (): Promise<void> => {
    await child.stop("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await child.until(/^\d+\n/);
  } catch (error) {
    await close();
    throw error;
  }
  return { origin: `http://127.0.0.1:${Number(child.stdout.split("\n")[0])}`, close };
}
