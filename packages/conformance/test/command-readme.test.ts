import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { allChecks } from "../src/checks/index.ts";
import { readConfigurationFile } from "../src/command/configuration-file.ts";
import { readExpectations } from "../src/results/expectations.ts";

const readme = readFileSync(resolve(import.meta.dirname, "../README.md"), "utf8");
const examples = Array.from(readme.matchAll(/^```json\n(.*?)^```$/gms), ([, text = ""]) => text);

describe("the files in the README", () => {
  const folder = mkdtempSync(join(tmpdir(), "conformance-readme-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("are valid", () => {
    const [configuration = "", expectations = "", ...others] = examples;
    expect(others).toEqual([]);
    const file = join(folder, "conformance.json");
    writeFileSync(file, configuration);
    expect(readConfigurationFile(file, { NOTES_TOKEN: "Bearer x" }).configuration.name).toBe("Notes 2.1");
    expect(readExpectations(expectations, "expectations", allChecks)).toHaveLength(2);
  });
});
