import { seedFrom } from "./scenario.ts";
import { performances } from "./scenarios.ts";

// `node src/main.ts [--short] [scenario …]`: runs these scenarios, or all, and exits with 1 if something does not hold.
const words = process.argv.slice(2);
const form = words.includes("--short") ? "short" : "long";
const names = words.filter((word) => word !== "--short");
const unknown = names.filter((name) => performances.every((one) => one.name !== name));
if (unknown.length > 0) {
  console.error(`${unknown.join(", ")}: the scenarios are ${performances.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}
const seed = seedFrom(process.env);
for (const one of performances) {
  if (names.length > 0 && !names.includes(one.name)) continue;
  try {
    await one.run(form, seed);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
