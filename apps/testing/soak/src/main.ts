import { parseArgs } from "node:util";
import { seedFrom } from "./scenario.ts";
import { performances } from "./scenarios.ts";

// `node src/main.ts [--short] [--seed=N] [scenario …]`: runs these scenarios, or all, and exits with 1 if something does not hold.
const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { short: { type: "boolean" }, seed: { type: "string" } },
});
const form = values.short ? "short" : "long";
const unknown = names.filter((name) => performances.every((one) => one.name !== name));
if (unknown.length > 0) {
  console.error(`${unknown.join(", ")}: the scenarios are ${performances.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}
const seed = seedFrom({ SEED: values.seed ?? process.env["SEED"] });
for (const one of performances) {
  if (names.length > 0 && !names.includes(one.name)) continue;
  try {
    await one.run(form, seed);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
