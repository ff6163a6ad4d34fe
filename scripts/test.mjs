// Builds everything, runs the tests of every package, says which are done meanwhile, and closes with how many tests there were.
import { spawn } from "node:child_process";
import { globSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { stripVTControlCharacters } from "node:util";

const resultFiles = () => globSync("{packages,apps,apps/testing}/*/test-results.json");
for (const file of [...resultFiles(), ...globSync("apps/testing/*/results-table.md")]) rmSync(file);

const run = (...words) =>
  new Promise((resolve) => {
    spawn("node", ["scripts/turbo.mjs", ...words], { stdio: "inherit" }).on("exit", (status) => resolve(status ?? 1));
  });

const begun = Date.now();
const minutes = () => `${((Date.now() - begun) / 60_000).toFixed(1)} min`;
/** The packages whose tests have ended. */
const ended = new Set();
const tell = () => {
  for (const file of resultFiles()) {
    if (ended.has(file)) continue;
    try {
      const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(file, "utf8"));
      const failed = numFailedTests || numFailedTestSuites;
      ended.add(file);
      console.log(`${minutes()}  ${dirname(file)}: ${numPassedTests} passed${failed ? `, ${failed} failed` : ""}`);
    } catch {
      // It is not complete yet.
    }
  }
};

console.log("Building all packages: a minute at most.");
let status = await run("build");
if (status === 0) {
  console.log(
    "Running the tests, three packages at a time: some seven minutes on two cores. Each package says when it is done.",
  );
  const telling = setInterval(tell, 1_000);
  // Tests on real sockets wait more than they compute, and bear company.
  status = await run("test", "--concurrency=3", "--continue");
  clearInterval(telling);
  tell();
}

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
console.log(`\nThis took ${minutes()}.\n\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
