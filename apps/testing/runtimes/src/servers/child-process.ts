import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { bundle } from "./bundle.ts";
import type { RunningServer } from "./running-server.ts";

/** Runs an entry of this package in another runtime; it prints the port that it listens on. */
export async function runEntry(entry: string, command: string, words: readonly string[]): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), "resource-events-"));
  const file = join(folder, entry.replace(/\.ts$/, ".mjs"));
  await writeFile(file, await bundle(entry));
  const child = spawn(command, [...words, file], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const close = async (): Promise<void> => {
    child.kill("SIGKILL");
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  const port = await Promise.race([
    once(createInterface(child.stdout), "line").then(([line]) => String(line)),
    exited.then(() => undefined),
  ]);
  if (port !== undefined && /^\d+$/.test(port)) return { origin: `http://127.0.0.1:${port}`, close };
  await close();
  throw new Error(`${command} did not say which port it listens on, but: ${port}`);
}
