// Runs the tests of the published packages on another version of Node: `node scripts/on-node.mjs 22`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

const version = process.argv[2];
if (!/^\d+$/.test(version ?? ""))
  throw new Error("Which major version of Node? For example: node scripts/on-node.mjs 22");
const home = resolve(`node_modules/.cache/node-${version}`);
const node = `${home}/node_modules/node/bin/node`;
/** The exit status; of what takes longer than three minutes, 1. */
const run = (command, words, cwd) => spawnSync(command, words, { cwd, stdio: "inherit", timeout: 180_000 }).status ?? 1;

let status = 0;
if (!existsSync(node)) {
  mkdirSync(home, { recursive: true });
  // The package fetches its binary in a script, which newer versions of npm run only where they are told to.
  writeFileSync(`${home}/package.json`, JSON.stringify({ private: true, allowScripts: { node: true } }));
  status = run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", `node@${version}`], home);
}
// Of the conformance suite what it does on Node; not again how it judges hundreds of faulty servers and clients, nor its
// page in a browser, nor what is in the package.
const conformance = ["src", "test/command.test", "test/command-reports", "test/faults", "test/clients/run-client"];
const packages = {
  fields: [],
  streams: [],
  server: [],
  node: [],
  express: [],
  koa: [],
  client: [],
  cli: [],
  conformance,
};
for (const [name, files] of Object.entries(packages)) {
  if (status === 0) {
    console.log(`\n${name} on Node ${version}`);
    const vitest = resolve("node_modules/vitest/vitest.mjs");
    status = run(node, [vitest, "run", "--reporter=default", ...files], resolve("packages", name));
  }
}
process.exitCode = status;
