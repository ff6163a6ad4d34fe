// `judge [name …]` runs the suite and prints the differences from the expectations; `update [name …]` writes new results.
import { spawnSync } from "node:child_process";
import { surprises, unexplained, updatedExpectations } from "./expectations.ts";
import { readFiles, writeFiles } from "./files.ts";
import { judge } from "./judge.ts";
import { lastingResults } from "./lasting-results.ts";
import { thirdParties } from "./third-parties.ts";

const [task, ...names] = process.argv.slice(2);
const chosen = thirdParties.filter(({ name }) => names.length === 0 || names.includes(name));
const unknown = names.filter((name) => !thirdParties.some((one) => one.name === name));
if (unknown.length > 0 || (task !== "judge" && task !== "update")) {
  console.error(`Usage: judge|update [${thirdParties.map(({ name }) => name).join("] [")}]`);
  process.exit(2);
}

for (const thirdParty of chosen) {
  const { name } = thirdParty;
  const results = await judge(thirdParty);
  const { expectations } = readFiles(name);
  console.log(name, results.counts);
  if (task === "update") {
    const lasting = lastingResults(results, await judge(thirdParty));
    const updated = updatedExpectations(lasting, expectations);
    const paths = writeFiles(name, lasting, updated);
    spawnSync("biome", ["format", "--write", ...paths], { stdio: "inherit" });
    for (const { check, outcome, reason } of expectations.expectations) {
      const now = updated.expectations.find((one) => one.check === check)?.outcome;
      if (now === undefined) console.log(`  gone: ${check} (${outcome}: ${reason})`);
      else if (now !== outcome) console.log(`  ${outcome} is now ${now}. Is its reason still true? ${check}`);
    }
    for (const { check, reason } of updated.expectations) {
      if (reason.startsWith(unexplained)) console.log(`  to be explained: ${check}`);
    }
  } else {
    const found = surprises(results, expectations);
    for (const surprise of found) console.log(`  ${surprise}`);
    if (found.length > 0) process.exitCode = 1;
  }
}
