import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeBlocks } from "./code-blocks.ts";

const run = promisify(execFile);
// Inside this package, so that the examples find the packages as a user's program does: built, by their exports. Not in
// node_modules, since Node does not strip types there.
const folder = resolve(import.meta.dirname, "../.examples");
const examples = codeBlocks("ts").map(({ document, line, code }) => ({
  name: `${document}:${line}`,
  file: resolve(folder, `${document.replaceAll(/\W+/g, "-")}-${line}.ts`),
  code,
}));

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { file, code } of examples) writeFileSync(file, code);
  const compilerOptions = { customConditions: [], types: ["node"], noPropertyAccessFromIndexSignature: false };
  const configuration = { extends: "../../../../tsconfig.base.json", compilerOptions, include: ["*.ts"] };
  writeFileSync(resolve(folder, "tsconfig.json"), JSON.stringify(configuration));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the examples in READMEs and guides", () => {
  it("exist for every package", () => {
    const documents = new Set(examples.map(({ name }) => name.split(":")[0]));
    for (const name of ["fields", "streams", "server", "node", "express", "koa", "client", "conformance"]) {
      expect(documents).toContain(`packages/${name}/README.md`);
    }
  });

  it("include a whole adapter in at most 80 lines", () => {
    const guide = examples.find(({ name }) => name.startsWith("docs/own-framework.md"));
    const [adapter = "", application] = guide?.code.split("// An application") ?? [];
    expect(application).toBeDefined();
    expect(adapter.trim().split("\n").length).toBeLessThanOrEqual(80);
  });

  it("pass the type check", async () => {
    await run("tsc", ["-p", resolve(folder, "tsconfig.json")]).catch(({ stdout }) => {
      throw new Error(stdout);
    });
  }, 60_000);

  it.each(examples)("$name runs, and prints or asserts something", async ({ file, code }) => {
    const { stdout } = await run(process.execPath, [file], { timeout: 30_000 });
    expect(stdout !== "" || code.includes("assert")).toBe(true);
  });
});
