import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Reads the version of the package in a folder. */
export function versionIn(folder: string): string {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
}
