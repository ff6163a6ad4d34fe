import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { allChecks } from "../src/checks/index.ts";
import { select } from "../src/checks/selection.ts";
import { runCommand } from "../src/command/run-command.ts";
import { version } from "../src/version.ts";
import { startFaultyServer } from "./faulty-server.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function start(faults = {}): Promise<string> {
  const { url, close } = await startFaultyServer(faults);
  closing.push(close);
  return url;
}

async function run(...words: string[]) {
  const lines: string[] = [];
  const errors: string[] = [];
  const status = await runCommand(words, { out: (line) => lines.push(line), error: (line) => errors.push(line) });
  return { status, text: lines.join("\n"), errors: errors.join("\n") };
}

const deletion = "prep/termination/delete-ends-stream";

describe("resource-events-conformance", () => {
  it("exits with 0 if all is well, and with 1 if a check fails, and shows it", async () => {
    const sound = await run(await start(), "--allow-writes", "--only", deletion, "--verbose");
    expect(sound).toMatchObject({ status: 0, errors: "" });
    expect(sound.text).toMatch(/pass {5}prep\/termination\/delete-ends-stream/);
    const faulty = await run(await start({ noCloseDelimiters: true }), "--allow-writes", "--only", deletion);
    expect(faulty.status).toBe(1);
    expect(faulty.text).toMatch(
      /fail {5}prep\/termination\/delete-ends-stream\n.*PREP-RS-9: [\s\S]*expected: [\s\S]*> GET http/,
    );
    expect(faulty.text).toContain("1 fail");
  });

  it("exits with 2 if it could not run", async () => {
    for (const words of [
      [],
      ["teapot:"],
      ["http://a", "http://b"],
      ["http://a", "--teapot"],
      ["http://a", "--trigger", "boil=x"],
    ]) {
      expect(await run(...words)).toMatchObject({ status: 2, errors: expect.stringMatching(/./) });
    }
  });

  it("lists checks", async () => {
    const { status, text } = await run("--list", "--only", "prep/stream/two-parts");
    expect(status).toBe(0);
    expect(text.split("\n")).toHaveLength(select(allChecks, ["prep/stream/two-parts"]).length);
    expect((await run("--list")).text.split("\n")).toHaveLength(allChecks.length);
    expect((await run("--help")).text).toContain("--allow-writes");
  });

  it("causes events by commands and by a webhook", async () => {
    const url = await start();
    const put = `${process.execPath} -e 'fetch(process.argv[1], { method: process.env.EVENT.toUpperCase(), body: "x" })'`;
    const only = ["--verbose", "--protocol", "prep", "--only", "prep/notification/after-put"];
    const commanded = await run(url, ...only, "--trigger", `put=${put}`);
    expect(commanded.text).toMatch(/pass {5}prep\/notification\/after-put/);
    const failing = await run(url, ...only, "--trigger", "put=echo no teapot >&2; false");
    expect(failing).toMatchObject({ status: 1, text: expect.stringMatching(/blocked [\s\S]*no teapot/) });

    const asked: unknown[] = [];
    const hook = createServer(async (request, response) => {
      const { event, resource } = JSON.parse((await request.toArray()).join(""));
      asked.push(event);
      await fetch(resource, { method: "PUT", body: "x" });
      response.writeHead(204).end();
    });
    await once(hook.listen(0, "127.0.0.1"), "listening");
    closing.push(() => hook.close());
    const hooked = await run(url, ...only, "--webhook", `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`);
    expect(hooked.text).toMatch(/pass {5}prep\/notification\/after-put/);
    expect(new Set(asked)).toEqual(new Set(["put"]));
    const unhooked = await run(url, ...only, "--webhook", "http://127.0.0.1:1/");
    expect(unhooked).toMatchObject({ status: 1, text: expect.stringContaining("the webhook for put failed") });
  });
});

describe("the suite", () => {
  it("has the version of its package", () => {
    const { version: packaged } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    expect(version).toBe(packaged);
  });

  it("has checks whose ids begin with their protocol, and that cite requirements", () => {
    for (const { id, protocol, requirements } of allChecks) {
      expect(id).toMatch(new RegExp(`^${protocol}/[a-z-]+/[a-z0-9-]+$`));
      expect(requirements.length).toBeGreaterThan(0);
      for (const requirement of requirements) expect(requirement).toMatch(/^(PREP|EQ|NF)-([A-Z]{2}-)?\d+$/);
    }
  });
});
