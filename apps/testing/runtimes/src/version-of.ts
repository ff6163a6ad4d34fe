import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** The version of a dependency of this package. */
export function versionOf(name: string): string {
  const manifest = resolve(import.meta.dirname, "../node_modules", name, "package.json");
  return JSON.parse(readFileSync(manifest, "utf8")).version;
}
