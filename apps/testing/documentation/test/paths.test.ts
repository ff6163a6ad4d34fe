import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../../../..");

/** The top folders by which these documents name paths: a package, or a folder of the project. */
const tops = [
  ...globSync("packages/*", { cwd: root }).map((path) => path.slice(9)),
  "apps",
  "docs",
  "packages",
  "scripts",
];

it.each(["CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md"])("the paths in %s exist", (document) => {
  const text = readFileSync(resolve(root, document), "utf8");
  const paths = [...text.matchAll(/`([\w.-]+)(\/[\w.*/-]+)`/g)]
    .filter(([, top = ""]) => tops.includes(top))
    .map(([, top = "", rest = ""]) => top + rest);
  expect(paths.length).toBeGreaterThan(1);
  const missing = paths.filter((path) => globSync([path, `packages/${path}`], { cwd: root }).length === 0);
  expect(missing).toEqual([]);
});
