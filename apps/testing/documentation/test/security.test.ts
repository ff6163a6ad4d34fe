import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../../../..");
const text = readFileSync(resolve(root, ".github/SECURITY.md"), "utf8");
const promises = [...text.matchAll(/\| `([\w/.-]+\.test\.ts)`: "(.+?)" +\|$/gm)].map(
  ([, path = "", title = ""]) => [path, title] as const,
);

it("each promise of the security policy names a test", () => {
  const rows = text
    .split("## What is promised")[1]
    ?.split("##")[0]
    ?.match(/^\| [A-Z].*\|$/gm);
  expect(promises.length).toBeGreaterThan(10);
  expect(rows).toHaveLength(promises.length);
});

it.each(promises)("%s has the test %s", (path, title) => {
  expect(existsSync(resolve(root, path))).toBe(true);
  expect(readFileSync(resolve(root, path), "utf8")).toContain(`"${title}"`);
});
