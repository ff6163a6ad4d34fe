// Builds everything, runs the tests of every package, and closes with how many there were.
import { spawnSync } from "node:child_process";
import { globSync, readFileSync, rmSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

const resultFiles = () => globSync("{packages,apps,apps/testing}/*/test-results.json");
for (const file of [...resultFiles(), ...globSync("apps/testing/*/results-table.md")]) rmSync(file);

const run = (...words) => spawnSync("node", ["scripts/turbo.mjs", ...words], { stdio: "inherit" }).status ?? 1;
// Three packages at a time: tests on real sockets wait more than they compute, and bear company.
const status = run("build") || run("test", "--concurrency=3", "--continue");

/** Which test it was, how it ended and, of one that failed, the beginning of each reason. */
const reported = (file, { status: outcome, fullName, failureMessages }) => [
  `${outcome}: ${fullName} (${file})`,
  ...failureMessages.map((message) => stripVTControlCharacters(message).split("\n").slice(0, 25).join("\n")),
];

const amiss = [];
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const file of resultFiles()) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites, testResults } =
    JSON.parse(readFileSync(file, "utf8"));
  counts.passed += numPassedTests;
  counts.failed += numFailedTests;
  counts.skipped += numPendingTests + numTodoTests;
  // A file that does not load has no tests that could fail.
  if (numFailedTests === 0) counts.failed += numFailedTestSuites;
  for (const { name, status: outcome, message, assertionResults } of testResults) {
    if (outcome !== "passed" && message) amiss.push(`${outcome}: ${name}`, stripVTControlCharacters(message));
    for (const result of assertionResults) if (result.status !== "passed") amiss.push(...reported(name, result));
  }
}
// Which frameworks and runtimes the shared suite ran on, as its own test wrote it.
for (const file of globSync("apps/testing/*/results-table.md")) console.log(`\n${readFileSync(file, "utf8")}`);
// Something else than a test went wrong, such as an error that no test awaited.
if (status !== 0 && counts.failed === 0) {
  counts.failed = 1;
  amiss.push("A task failed while every test passed: turbo tells above which one.");
}
if (amiss.length > 0) console.log(["\n-- what did not pass", ...amiss].join("\n"));
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
