// Installs what the demo needs: the toolchain, and the packages that the demo depends on. Not the runtimes, browsers' drivers and
// frameworks that only tests use.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

if (!existsSync("apps/demo/node_modules")) {
  console.log("Installing what the demo needs (about 550 MB). The first time, this takes a minute or two.");
}
const words = ["install", "--filter", ".", "--filter", "@resource-events/demo...", "--reporter=append-only"];
const { status, error } = spawnSync("pnpm", words, { stdio: ["inherit", "inherit", "inherit"] });
if (error) console.error(error.message);
process.exitCode = status ?? 1;
