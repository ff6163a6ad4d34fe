// Publishes every package that has a new version: `npx pnpm run release`, after `changeset version` and `run build`.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packAll } from "./pack.mjs";

const folder = mkdtempSync(join(tmpdir(), "resource-events-release-"));
try {
  for (const { name, version, tarball } of packAll(folder)) {
    const known = spawnSync("npm", ["view", `${name}@${version}`, "version"], { encoding: "utf8" });
    if (known.status === 0 && known.stdout.trim() === version) {
      console.log(`${name} ${version} is published already`);
      continue;
    }
    execFileSync("npm", ["publish", tarball, "--access", "public", ...process.argv.slice(2)], { stdio: "inherit" });
  }
  execFileSync("changeset", ["tag"], { stdio: "inherit" });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
