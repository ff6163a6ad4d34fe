import { writeFileSync } from "node:fs";
import { generatedFiles } from "./generated-files.ts";

for (const { path, url, text } of generatedFiles()) {
  writeFileSync(url, text);
  process.stdout.write(`${path}: written\n`);
}
