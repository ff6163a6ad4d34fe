import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

const folder = resolve(import.meta.dirname, "../../../../docs/requirements");

/** The levels of all requirements by their ids, as the catalogue has them. */
export const catalogue: ReadonlyMap<string, string> = new Map(
  globSync("*.md", { cwd: folder }).flatMap((name) => {
    const rows = readFileSync(resolve(folder, name), "utf8").matchAll(
      /^(?:\| {1,2}|- )([A-Z]+-(?:[A-Z]+-)?\d+)(?: +\| ([^|]*?) *\||:)/gm,
    );
    return Array.from(rows, ([, id = "", level = ""]) => [id, level] as const);
  }),
);
