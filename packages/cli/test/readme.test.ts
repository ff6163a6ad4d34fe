import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exitStatus } from "../src/index.ts";
import { commandUsage } from "../src/usage.ts";
import { useNotes } from "./notes.ts";
import { type Running, startOnTerminal, startShell } from "./running.ts";

const notes = useNotes();
const text = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const blocks = Array.from(text.matchAll(/^```(\w+)\n(.*?)^```$/gms), ([, language, code = ""]) => ({ language, code }));

/** The words of a command that the README shows, and its output. */
function shown(which: RegExp): { words: string; output: string } {
  const block = blocks.find(({ language, code }) => language === "console" && which.test(code));
  const [, words = "", output = ""] =
    /^\$ (?:npx @resource-events\/cli|resource-events) (.*)\n([\s\S]*)$/.exec(block?.code ?? "") ?? [];
  expect(output).not.toBe("");
  return { words: words.replaceAll("http://127.0.0.1:8080", notes.origin), output };
}

/** What differs from run to run is replaced. */
function normalised(output: string): string {
  return output
    .replaceAll("\r\n", "\n")
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, "ORIGIN")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .replaceAll(/\w{3}, \d\d \w{3} \d{4} [\d:]+ GMT/g, "DATE")
    .replaceAll(/^\d\d:\d\d:\d\d /gm, "TIME ")
    .replaceAll(/(?<![\w-])[\w-]{80}(?![\w-])/g, "ID")
    .replaceAll(/(?<=^= --)\w{22}/gm, "BOUNDARY")
    .replaceAll(/(?<=boundary=").*?(?=")/g, "BOUNDARY")
    .replaceAll(/(?<![\w-])[\w-]{22}(?![\w-])/g, "RANDOM")
    .replaceAll(/[ \t]+$/gm, "");
}

async function textOf(running: Running): Promise<string> {
  await running.ended;
  return normalised(running.stdout());
}

describe("the README", () => {
  it("shows what watch prints, while the note is changed as it says", async () => {
    const { words, output } = shown(/watch .*welcome\n/);
    const watching = startOnTerminal(words, { NO_COLOR: "1" });
    await watching.until("Hello World!");
    const curl = blocks
      .find(({ language }) => language === "sh")
      ?.code.replaceAll("http://127.0.0.1:8080", notes.origin);
    expect((await startShell(`set -e; ${curl}`).ended).code).toBe(0);
    expect(await textOf(watching)).toBe(normalised(output));
  });

  it("shows what discover prints", async () => {
    const { words, output } = shown(/discover/);
    expect(await textOf(startShell(`resource-events ${words}`))).toBe(normalised(output));
  });

  it("shows what --json prints", async () => {
    await notes.put("/notes/count", '{"n":1}', "application/json");
    const { words, output } = shown(/--json/);
    const watching = startShell(`resource-events ${words}`);
    await watching.until("representation");
    await notes.send("PATCH", "/notes/count", "application/merge-patch+json", '{"n":2}');
    await watching.ended;
    const lines = watching.lines().map((line) => ({
      ...line,
      headers: "…",
      ...(line["kind"] === "notification" && { text: "…" }),
    }));
    const expected = output.replaceAll("\n ", "").replaceAll("{…}", '"…"').trimEnd().split("\n");
    const members = (all: object[]) => normalised(all.map((line) => `${JSON.stringify(line)}\n`).join(""));
    expect(members(lines)).toBe(members(expected.map((line) => JSON.parse(line))));
  });

  it("shows what --raw shows on a terminal", async () => {
    await notes.put("/notes/welcome", "Hello World!\n");
    const { words, output } = shown(/--raw/);
    const watching = startOnTerminal(words, { NO_COLOR: "1" });
    await watching.until("multipart/digest");
    await notes.send("DELETE", "/notes/welcome");
    const plain = await textOf(watching);
    const [head = "", rest = ""] = normalised(output).split("…\n");
    for (const line of head.trimEnd().split("\n")) expect(plain.split("\n")).toContain(line);
    expect(plain.slice(plain.indexOf("<\n"))).toBe(rest);
  });

  it("tells every option and every exit status", () => {
    for (const usage of Object.values(commandUsage)) {
      for (const [option] of usage.matchAll(/--[a-z-]+/g)) expect(text).toContain(option);
    }
    for (const status of Object.values(exitStatus)) expect(text).toMatch(new RegExp(`^\\| ${status} +\\| `, "m"));
  });
});
