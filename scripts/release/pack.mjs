import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { addressesOf, repository, root, withAbsoluteLinks } from "./address.mjs";

/**
 * Packs every published package, which must be built, as it is published.
 *
 * @param {string} folder Where the tarballs go.
 * @param {string} [address] The address of the repository. Default: that of the package.json of the root.
 * @returns {{ name: string, version: string, tarball: string, entries: string[] }[]} The packages, with the names of their
 * entries.
 */
export function packAll(folder, address = repository) {
  return globSync("packages/*/package.json", { cwd: root })
    .map((file) => ({ directory: dirname(file), ...JSON.parse(readFileSync(join(root, file), "utf8")) }))
    .filter((one) => one.private !== true)
    .map(({ directory, name, version, publishConfig }) => {
      const words = ["pack", "--json", "--pack-destination", folder];
      const options = { cwd: join(root, directory), stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" };
      const tarball = JSON.parse(execFileSync("pnpm", words, options)).filename;
      if (address !== "") addAddresses(tarball, address, directory);
      const modules = Object.keys(publishConfig.exports).filter((entry) => !entry.endsWith(".json"));
      return { name, version, tarball, entries: modules.map((entry) => name + entry.slice(1)) };
    });
}

/** Adds the addresses to what was packed. */
function addAddresses(tarball, address, directory) {
  const folder = mkdtempSync(join(tmpdir(), "resource-events-pack-"));
  try {
    execFileSync("tar", ["-xzf", tarball, "-C", folder]);
    const manifest = join(folder, "package/package.json");
    const known = JSON.parse(readFileSync(manifest, "utf8"));
    writeFileSync(manifest, `${JSON.stringify({ ...known, ...addressesOf(address, directory) }, undefined, 2)}\n`);
    const readme = join(folder, "package/README.md");
    writeFileSync(readme, withAbsoluteLinks(readFileSync(readme, "utf8"), address, directory));
    execFileSync("tar", ["-czf", tarball, "-C", folder, "package"]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
