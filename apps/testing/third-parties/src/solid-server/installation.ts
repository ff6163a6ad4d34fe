import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

const version = "6.0.0";
const folder = resolve(import.meta.dirname, "../../node_modules/.cache", `solid-server-${version}`);

/**
 * Returns the folder of the published solid-server, and installs it there if it is missing. It is not a dependency of the
 * workspace: with its own dependencies, it is larger than everything else here together.
 */
export async function installedSolidServer(): Promise<string> {
  const complete = join(folder, "complete");
  if (existsSync(complete)) return join(folder, "node_modules/solid-server");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  console.log(`Installing solid-server ${version} into ${folder} (270 MB, a minute or two)`);
  // None of its packages has to be built, and the peer dependencies are React Native's, for apps that we do not serve.
  const options = [
    "--ignore-scripts",
    "--legacy-peer-deps",
    "--omit=dev",
    "--omit=optional",
    "--no-audit",
    "--no-fund",
  ];
  const child = spawn("npm", ["install", `solid-server@${version}`, ...options], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code, signal] = await once(child, "exit");
  if (code !== 0) throw new Error(`npm install solid-server@${version} ended with ${signal ?? `status ${code}`}`);
  await writeFile(complete, "");
  return join(folder, "node_modules/solid-server");
}
