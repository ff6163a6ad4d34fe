import { execFile, spawn } from "node:child_process";
import { globSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { type RunningDemo, startDemo } from "@resource-events/demo";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { version } from "../src/version.ts";
import { startFaultyServer } from "./faulty-server.ts";

const execute = promisify(execFile);
const packageFolder = resolve(import.meta.dirname, "..");

/** An empty directory, into which the packed package is installed by npm, from tarballs alone. */
let folder: string;
let demo: RunningDemo;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "conformance-packed-"));
  demo = await startDemo({
    host: "127.0.0.1",
    port: 0,
    adapter: "node",
    http2: false,
    duration: 2,
    maximumDuration: 60,
  });
  const tarballs = join(folder, "tarballs");
  const words = ["pack", "--json", "--pack-destination", tarballs];
  const { stdout } = await execute("pnpm", words, { cwd: packageFolder });
  const { name, filename } = JSON.parse(stdout) as { name: string; filename: string };
  // A published tarball is just that: the files of the package, in a folder.
  const overrides: Record<string, string> = {};
  for (const [dependency, place] of dependenciesOf(packageFolder)) {
    const tarball = join(tarballs, `${dependency.replaceAll("/", "-")}.tgz`);
    await execute("tar", ["-czf", tarball, "--exclude=node_modules", "--transform=s,^\\.,package,", "-C", place, "."]);
    overrides[dependency] = `file:${tarball}`;
  }
  const manifest = { private: true, dependencies: { [name]: `file:${filename}` }, overrides };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  const options = ["--offline", "--no-audit", "--no-fund", "--loglevel=error"];
  await execute("npm", ["install", ...options, "--cache", join(folder, "cache")], { cwd: folder });
}, 60_000);

afterAll(async () => {
  await demo.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The direct and indirect dependencies of a package: their folders by name. */
function dependenciesOf(at: string, found = new Map<string, string>()): ReadonlyMap<string, string> {
  const { dependencies = {} } = JSON.parse(readFileSync(join(at, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    if (found.has(name)) continue;
    const place = placeOf(name, at);
    found.set(name, place);
    dependenciesOf(place, found);
  }
  return found;
}

/** The package that another one finds by its name: next to it, or above. */
function placeOf(name: string, from: string): string {
  const [place] = globSync([join(from, "node_modules", name), join(dirname(from), name)]);
  return place === undefined ? placeOf(name, dirname(from)) : realpathSync(place);
}

function start(...words: string[]) {
  const child = spawn(join(folder, "node_modules/.bin/resource-events-conformance"), words, { cwd: folder });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const ended = new Promise<{ status: number | null; output: string; errors: string }>((resolve) => {
    child.once("close", (status) => resolve({ status, output, errors }));
  });
  return { child, ended };
}

function run(...words: string[]) {
  return start(...words).ended;
}

/** The target, until it is as it should be. */
async function until(url: string, holds: (text: string) => boolean): Promise<void> {
  for (;;) {
    const response = await fetch(url);
    if (holds(await response.text())) return;
  }
}

describe("the package, packed and installed by npm", () => {
  it("contains its schemas and vectors, and no tests", () => {
    const installed = join(folder, "node_modules/@resource-events/conformance");
    expect(readdirSync(join(installed, "schemas"))).toEqual([
      "configuration.json",
      "expectations.json",
      "results.json",
    ]);
    expect(readdirSync(join(installed, "vectors")).length).toBeGreaterThan(5);
    expect(globSync("**/*.test.*", { cwd: installed })).toEqual([]);
  });

  it("is a library", async () => {
    const script = `import { runConformance } from "@resource-events/conformance";
      const { counts } = await runConformance({ target: process.argv[2], only: ["prep/discovery"] });
      console.log(JSON.stringify(counts));`;
    writeFileSync(join(folder, "library.mjs"), script);
    const words = ["library.mjs", `${demo.origin}/notes/welcome`];
    const { stdout } = await execute(process.execPath, words, { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject({ fail: 0, error: 0 });
  });

  it("prints its version and its usage", async () => {
    const [versioned, helped] = await Promise.all([run("--version"), run("--help")]);
    expect(versioned).toEqual({ status: 0, output: `${version}\n`, errors: "" });
    expect(helped).toMatchObject({ status: 0, output: expect.stringContaining("--allow-writes") });
  });

  it("exits with 0 for the demo, started elsewhere, and writes its reports", async () => {
    const target = `${demo.origin}/notes/welcome`;
    const words = ["--only", "prep/discovery", "--only", "events-query/discovery", "--report", "html=report.html"];
    const { status, output, errors } = await run(target, ...words);
    expect(errors).toBe("");
    expect(output).toContain("Nothing unexpected.");
    expect(status).toBe(0);
    expect(readFileSync(join(folder, "report.html"), "utf8")).toContain("requirement-PREP-DI-1");
  });

  it("exits with 1 for a server with a fault, and with 2 if it cannot run", async () => {
    const faulty = await startFaultyServer({ undiscoverable: true, noNotifications: true });
    try {
      const words = ["--protocol", "prep", "--only", "prep/stream/served"];
      expect(await run(faulty.url, ...words)).toMatchObject({
        status: 1,
        output: expect.stringContaining("1 unexpected"),
      });
    } finally {
      faulty.close();
    }
    const [gone, targetless, unconfigured] = await Promise.all([
      run(faulty.url),
      run(),
      run(faulty.url, "--config", "none.json"),
    ]);
    expect(gone).toMatchObject({ status: 2, output: "", errors: expect.stringContaining("got no response") });
    expect(targetless).toMatchObject({ status: 2, errors: expect.stringContaining("URL") });
    expect(unconfigured).toMatchObject({ status: 2, errors: expect.stringContaining("none.json") });
  });

  it.each(["SIGINT", "closed output"] as const)("restores the target when it is ended early: %s", async (how) => {
    const url = `${demo.origin}/notes/welcome`;
    const before = await (await fetch(url)).text();
    const { child, ended } = start(url, "--allow-writes", "--verbose", "--report", "json=interrupted.json");
    await until(url, (text) => text !== before);
    if (how === "SIGINT") child.kill("SIGINT");
    else child.stdout.destroy();
    expect((await ended).status).toBe(130);
    const after = await fetch(url);
    expect([after.headers.get("content-type"), await after.text()]).toEqual(["text/plain", before]);
    const results = JSON.parse(readFileSync(join(folder, "interrupted.json"), "utf8"));
    expect(results).toMatchObject({ interrupted: true });
    expect(results.checks.at(-1)).toMatchObject({ outcome: "skipped" });
  });
});
