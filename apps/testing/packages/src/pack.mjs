import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../../../..");

/**
 * Packs every published package, which must be built, as it would be published.
 *
 * @param {string} folder Where the tarballs go.
 * @returns {{ name: string, tarball: string, entries: string[] }[]} The packages, with the names of their entries.
 */
export function packAll(folder) {
  return globSync("packages/*/package.json", { cwd: root })
    .map((file) => ({ path: dirname(join(root, file)), ...JSON.parse(readFileSync(join(root, file), "utf8")) }))
    .filter((one) => one.private !== true)
    .map(({ path, name, publishConfig }) => {
      const words = ["pack", "--json", "--pack-destination", folder];
      const options = { cwd: path, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" };
      const { filename } = JSON.parse(execFileSync("pnpm", words, options));
      const modules = Object.keys(publishConfig.exports).filter((entry) => !entry.endsWith(".json"));
      return { name, tarball: filename, entries: modules.map((entry) => name + entry.slice(1)) };
    });
}
