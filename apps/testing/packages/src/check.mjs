// Looks at every published package as its users will: publint and attw on the tarball, then an installation of all tarballs
// into an empty project, an import of every entry, and a compilation of their types.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packAll } from "../../../../scripts/release/pack.mjs";
import { checkTypes, typeDependencies } from "./types.mjs";

const folder = mkdtempSync(join(tmpdir(), "resource-events-packages-"));
const run = (command, words, options = {}) => execFileSync(command, words, { stdio: "inherit", ...options });

try {
  const packages = packAll(folder);
  for (const { tarball } of packages) {
    run("publint", ["run", "--strict", tarball]);
    // ESM only, for bundlers and for Node 22 and later.
    run("attw", ["--profile", "esm-only", "--quiet", tarball]);
  }
  const tarballs = Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:${tarball}`]));
  const dependencies = { ...tarballs, ...typeDependencies };
  const manifest = { private: true, type: "module", dependencies, overrides: tarballs };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });
  const entries = packages.flatMap((one) => one.entries);
  const script = entries.map((entry) => `await import(${JSON.stringify(entry)});`).join("\n");
  writeFileSync(join(folder, "import.mjs"), script);
  run("node", ["import.mjs"], { cwd: folder });
  checkTypes(folder, entries);
  console.log(`${packages.length} packages, ${entries.length} entries: packed, checked, installed, imported`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
