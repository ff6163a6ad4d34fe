// Packs every public package as it would be published and looks at it as its users will: publint and attw on the
// tarball, then an installation of all tarballs into an empty project, and an import of every entry.
import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../../../..");
const folder = mkdtempSync(join(tmpdir(), "resource-events-packages-"));
const run = (command, words, options = {}) => execFileSync(command, words, { stdio: "inherit", ...options });

try {
  const packages = globSync("packages/*/package.json", { cwd: root })
    .map((file) => dirname(join(root, file)))
    .map((path) => ({ path, ...JSON.parse(readFileSync(join(path, "package.json"), "utf8")) }))
    .filter((one) => one.private !== true);
  const tarballs = {};
  const entries = [];
  for (const { path, name, publishConfig } of packages) {
    const packed = JSON.parse(
      run("pnpm", ["pack", "--json", "--pack-destination", folder], {
        cwd: path,
        stdio: ["ignore", "pipe", "inherit"],
        encoding: "utf8",
      }),
    );
    const { filename } = packed;
    tarballs[name] = `file:${filename}`;
    run("publint", ["run", "--strict", filename]);
    // ESM only, for bundlers and for Node 22 and later.
    run("attw", ["--profile", "esm-only", "--quiet", filename]);
    const modules = Object.keys(publishConfig.exports).filter((entry) => !entry.endsWith(".json"));
    for (const entry of modules) entries.push(name + entry.slice(1));
  }
  const manifest = { private: true, type: "module", dependencies: tarballs, overrides: tarballs };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });
  const script = entries.map((entry) => `await import(${JSON.stringify(entry)});`).join("\n");
  writeFileSync(join(folder, "import.mjs"), script);
  run("node", ["import.mjs"], { cwd: folder });
  console.log(`${packages.length} packages, ${entries.length} entries: packed, checked, installed, imported`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
