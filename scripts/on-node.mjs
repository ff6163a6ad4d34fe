// Runs the tests of the packages that touch a runtime on another version of Node: `node scripts/on-node.mjs 22`.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";

const version = process.argv[2];
if (!/^\d+$/.test(version ?? ""))
  throw new Error("Which major version of Node? For example: node scripts/on-node.mjs 22");
const home = resolve(`node_modules/.cache/node-${version}`);
const node = `${home}/node_modules/node/bin/node`;
const run = (command, words, cwd) => spawnSync(command, words, { cwd, stdio: "inherit" }).status ?? 1;

let status = 0;
if (!existsSync(node)) {
  const words = [
    "install",
    "--prefix",
    home,
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    "--allow-scripts=node",
    `node@${version}`,
  ];
  status = run("npm", words);
}
for (const name of ["server", "node", "express", "koa", "client"]) {
  if (status === 0) {
    console.log(`\n${name} on Node ${version}`);
    const vitest = resolve("node_modules/vitest/vitest.mjs");
    status = run(node, [vitest, "run", "--reporter=dot"], resolve("packages", name));
  }
}
process.exitCode = status;
