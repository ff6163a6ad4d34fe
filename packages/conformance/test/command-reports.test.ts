import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { allChecks } from "../src/checks/index.ts";
import { runCommand } from "../src/command/run-command.ts";
import { clientScenarios } from "../src/scenarios/index.ts";
import { type Faults, startFaultyServer } from "./faulty-server.ts";

const closing: (() => void)[] = [];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "conformance-command-"));
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
  rmSync(folder, { recursive: true });
});

async function start(faults: Faults = {}): Promise<string> {
  const { url, close } = await startFaultyServer(faults);
  closing.push(close);
  return url;
}

async function run(...words: string[]) {
  const lines: string[] = [];
  const errors: string[] = [];
  const status = await runCommand(words, {
    out: (line) => lines.push(line),
    error: (line) => errors.push(line),
    environment: { TOKEN: "Bearer s3cr3t-t0k3n" },
  });
  return { status, text: lines.join("\n"), errors: errors.join("\n") };
}

const failing = ["--allow-writes", "--only", "prep/termination/delete-ends-stream"];
const failingId = "prep/termination/delete-ends-stream";

describe("what the command prints", () => {
  it("has no colour, omits passed checks, and shows a failure with the offending bytes", async () => {
    const { text } = await run(await start({ noCloseDelimiters: true }), ...failing);
    expect(text).not.toMatch(/^pass/m);
    expect(text).not.toContain("\u001b");
    expect(text).toMatch(/^fail {5}prep\/termination\/delete-ends-stream$/m);
    expect(text).toMatch(/^ +\d+\.\d{3} > GET http/m);
    expect(text).toMatch(/»[^«]*Method: DELETE␍␊[\s\S]*--B«/);
    expect(text).toContain("1 unexpected result.");
  });

  it("is coloured on request, and says what would enable skipped checks", async () => {
    const { text } = await run(await start(), "--only", "prep/termination", "--color");
    expect(text).toContain("\u001b[");
    expect(text).toMatch(/\d+ skipped; to enable: --allow-writes/);
  });

  it("also lists checks and scenarios as data", async () => {
    const { text } = await run("--list", "--json");
    const list: unknown[] = JSON.parse(text);
    expect(list).toHaveLength(allChecks.length);
    const { id, protocol, requirements, level, sentence } = allChecks[0] ?? {};
    expect(list[0]).toEqual({ id, protocol, requirements, level, sentence });
    expect(JSON.parse((await run("client", "--list", "--json")).text)).toHaveLength(clientScenarios.length);
    expect((await run("client", "--list")).text.split("\n")).toHaveLength(clientScenarios.length);
  });
});

describe("the reports of the command", () => {
  it("are written together, and contain no credential, however the server echoes it", async () => {
    const secret = "s3cr3t-t0k3n";
    // A server whose every response is full of the credential.
    const echo = createServer((request, response) => {
      const { authorization = "none" } = request.headers;
      response.writeHead(200, { "X-Echo": authorization, "Accept-Events": '"prep"', Vary: authorization });
      for (const character of `you sent ${authorization}`) response.write(character);
      response.end();
    });
    await once(echo.listen(0, "127.0.0.1"), "listening");
    closing.push(() => echo.close());
    const configuration = join(folder, "conformance.json");
    const reports = { html: "r.html", json: "r.json", junit: "r.xml", markdown: "r.md", tap: "r.tap" };
    const target = `http://127.0.0.1:${(echo.address() as AddressInfo).port}/`;
    const fields = { Authorization: { environment: "TOKEN" } };
    writeFileSync(configuration, JSON.stringify({ target, fields, reports, patience: 0.3 }));
    const { status, text } = await run("--config", configuration, "--protocol", "prep", "--only", "prep/stream");
    expect(status).toBe(1);
    expect(text).not.toContain(secret);
    expect(readdirSync(folder).sort()).toEqual(["conformance.json", ...Object.values(reports)].sort());
    for (const name of Object.values(reports)) {
      const report = readFileSync(join(folder, name), "utf8");
      expect(report, name).toContain("prep/stream");
      expect(report, name).not.toContain(secret);
    }
    // It was sent, and shown to be something.
    expect(readFileSync(join(folder, "r.json"), "utf8")).toMatch(/\(not shown\)[\s\S]*\*/);
  });

  it("get the standard output for themselves", async () => {
    const { text, errors } = await run(await start(), "--only", "prep/discovery/head-lists-prep", "--report", "json");
    expect(JSON.parse(text)).toMatchObject({ format: "resource-events-conformance" });
    expect(errors).toContain("Nothing unexpected");
  });

  it.each([
    [["--report", "html=/nowhere/at/all.html"], "/nowhere/at/all.html cannot be written"],
    [["--report", "tap", "--report", "json"], "Only one report can go to the standard output"],
    [["--report", "pdf"], "KIND is one of html, json"],
    [["--config", "/nowhere.json"], "/nowhere.json cannot be read"],
    [["--expect", "/nowhere.json"], "/nowhere.json cannot be read"],
  ])("%j is refused before the run", async (words, message) => {
    expect(await run("http://127.0.0.1:1/", ...words)).toMatchObject({
      status: 2,
      errors: expect.stringContaining(message),
    });
  });
});

describe("expectations of the command", () => {
  it("are written from unexpected results, then met, and fail a repaired server", async () => {
    const file = join(folder, "expectations.json");
    const faulty = await start({ noCloseDelimiters: true });
    expect(await run(faulty, ...failing, "--write-expectations", file)).toMatchObject({ status: 1 });
    expect(JSON.parse(readFileSync(file, "utf8")).expectations).toMatchObject([{ check: failingId, outcome: "fail" }]);

    const met = await run(faulty, ...failing, "--expect", file);
    expect(met).toMatchObject({ status: 0, text: expect.stringContaining("1 as expected") });

    const mended = await run(await start(), ...failing, "--expect", file);
    expect(mended).toMatchObject({
      status: 1,
      text: expect.stringMatching(/^pass {5}prep\/termination.*\n.*expected outcome fail/m),
    });

    expect(await run(faulty, ...failing, "--write-expectations", file)).toMatchObject({
      status: 2,
      errors: expect.stringContaining("exists already"),
    });
    expect(await run(await start(), ...failing, "--expect", file, "--write-expectations", file)).toMatchObject({
      status: 1,
    });
    expect(JSON.parse(readFileSync(file, "utf8")).expectations).toEqual([]);
  });

  it("cannot name an unknown check", async () => {
    const file = join(folder, "expectations.json");
    const expectations = [{ check: "prep/teapot/*", outcome: "fail", reason: "short and stout" }];
    writeFileSync(file, JSON.stringify({ format: "resource-events-expectations", formatVersion: 1, expectations }));
    const { status, errors } = await run(await start(), "--expect", file);
    expect(status).toBe(2);
    expect(errors).toContain("prep/teapot/* matches no check");
  });
});

describe("conformance client", () => {
  const client = [process.execPath, resolve(import.meta.dirname, "clients/own-client-main.ts")];
  const node = [client[0] ?? "", "--no-warnings", "--conditions=@resource-events/source", client[1] ?? ""];

  it("judges a command, with reports and expectations as for servers", async () => {
    const file = join(folder, "r.json");
    const expectations = join(folder, "e.json");
    const words = ["--only", "client/prep/sound/representation-first", "--report", `json=${file}`];
    const [first] = clientScenarios;
    words[1] = first?.id ?? "";
    const { status, text } = await run("client", ...words, "--verbose", "--", ...node);
    expect(text).toContain(`pass     ${first?.id}`);
    expect(status).toBe(0);
    expect(JSON.parse(readFileSync(file, "utf8")).checks).toMatchObject([{ id: first?.id, outcome: "pass" }]);

    // A client that says nothing.
    const silent = await run("client", ...words, "--write-expectations", expectations, "--", "true");
    expect(silent.status).toBe(1);
    expect(await run("client", ...words, "--expect", expectations, "--", "true")).toMatchObject({ status: 0 });
  });

  it("needs a command", async () => {
    expect(await run("client")).toMatchObject({ status: 2, errors: expect.stringContaining("--") });
    expect((await run("client", "--help")).text).toContain("--report");
  });
});

describe("conformance matrix", () => {
  it("shows runs side by side, in files or on the standard output", async () => {
    const files = [join(folder, "sound.json"), join(folder, "faulty.json")] as const;
    await run(await start(), ...failing, "--report", `json=${files[0]}`);
    await run(
      await start({ noCloseDelimiters: true }),
      ...failing,
      "--name",
      "Faulty 1.0",
      "--report",
      `json=${files[1]}`,
    );
    const { status, text } = await run("matrix", ...files);
    expect(status).toBe(0);
    expect(text).toContain("| outcome | `sound` | `Faulty 1.0` |");
    expect(text).toContain("| `delete-ends-stream` | must | pass | **fail** |");
    const page = join(folder, "matrix.html");
    expect(await run("matrix", `mine=${files[0]}`, files[1], "--html", page)).toMatchObject({ status: 0, text: "" });
    expect(readFileSync(page, "utf8")).toMatch(/<th scope="col">mine<\/th><th scope="col">Faulty 1.0<\/th>/);
  });

  it("refuses files that are not results", async () => {
    const file = join(folder, "x.json");
    writeFileSync(file, "{}");
    expect(await run("matrix", file)).toMatchObject({
      status: 2,
      errors: expect.stringContaining('"format" is missing'),
    });
    expect(await run("matrix")).toMatchObject({ status: 2 });
    expect(await run("matrix", join(folder, "none.json"))).toMatchObject({ status: 2 });
    expect(existsSync(join(folder, "none.json"))).toBe(false);
  });
});
