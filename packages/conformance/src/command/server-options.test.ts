import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import schema from "../../schemas/configuration.json" with { type: "json" };
import { outputOptionNames, readOutputOptions } from "./output-options.ts";
import { readConfiguration, readServerOptions, serverOptionNames } from "./server-options.ts";
import { usage } from "./usage.ts";

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "conformance-words-"));
  file = join(folder, "c.json");
  const value = {
    target: "http://file/",
    fields: { A: "1", B: "2" },
    triggers: { put: "file-put", delete: "file-delete" },
    claims: ["resume"],
    only: ["prep"],
    skip: ["prep/a"],
    allowWrites: true,
    patience: 1,
    reports: { html: "r.html" },
  };
  writeFileSync(file, JSON.stringify(value));
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(...words: string[]) {
  return readConfiguration(readServerOptions(words), {});
}

describe("the arguments of the command", () => {
  it("override the file, and add to its lists and maps", () => {
    const words = ["http://word/", "--config", file, "--field", "b: x", "--field", "B: 3", "--trigger", "put=word=put"];
    const more = [
      "--claim",
      "delta",
      "--only",
      "events-query",
      "--skip",
      "prep/b",
      "--no-allow-writes",
      "--patience",
      "2",
    ];
    expect(read(...words, ...more)).toMatchObject({
      configuration: {
        target: "http://word/",
        fields: { A: "1", b: "x", B: "3" },
        triggers: { put: "word=put", delete: "file-delete" },
        claims: ["resume", "delta"],
        only: ["events-query"],
        skip: ["prep/a", "prep/b"],
        allowWrites: false,
        patience: 2,
      },
      reports: [{ kind: "html", file: join(folder, "r.html") }],
    });
    expect(read("--config", file).configuration.target).toBe("http://file/");
  });

  it("cover everything in a file", () => {
    const names: Readonly<Record<string, string>> = {
      fields: "field",
      contents: "body",
      triggers: "trigger",
      webhookActions: "webhook-action",
      claims: "claim",
      certificateAuthority: "ca",
      reports: "report",
    };
    const options = [...serverOptionNames, ...outputOptionNames];
    for (const member of Object.keys(schema.properties)) {
      if (member === "$schema" || member === "target") continue;
      expect(options).toContain(names[member] ?? member.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
    }
  });

  it("are all in the help, which fits on two screens", () => {
    for (const name of [...serverOptionNames, ...outputOptionNames]) expect(usage).toMatch(new RegExp(`--${name}\\b`));
    const known = new Set([...serverOptionNames, ...outputOptionNames, "no-color"]);
    for (const [, name = ""] of usage.matchAll(/--([a-z0-9-]+)/g)) expect(known).toContain(name);
    expect(usage.split("\n").length).toBeLessThan(50);
    for (const line of usage.split("\n")) expect(line.length).toBeLessThanOrEqual(110);
  });

  it.each([
    [[], "The URL of a resource is missing"],
    [["http://a", "http://b"], "more than one URL"],
    [["http://a", "--teapot"], "--teapot"],
    [["http://a", "--protocol", "websub"], "--protocol websub"],
    [["http://a", "--trigger", "boil=x"], "expected one of put, patch"],
    [["http://a", "--body", "put=x"], "is not ACTION=TYPE:CONTENT"],
    [["http://a", "--patience", "soon"], '--patience "soon" is not a number'],
    [["http://a", "--subscription", "type=a/b"], "--subscription stream=… is missing"],
    [["http://a", "--ca", "/nowhere.pem"], "/nowhere.pem cannot be read"],
  ])("%j: %s", (words, message) => {
    expect(() => read(...words)).toThrow(message);
  });

  it("report an invalid field without its value", () => {
    expect(() => read("http://a", "--field", "s3cr3t")).toThrow(/^--field expects 'NAME: VALUE'(?!.*s3cr3t)/);
  });

  it("accept the target's own subscriptions", () => {
    const texts = ["type=a/b", "stream=x=1", "stream-with-state=", "single=s"].flatMap((text) => [
      "--subscription",
      text,
    ]);
    const { subscription } = read("http://a", ...texts).configuration;
    expect(subscription).toEqual({ type: "a/b", stream: "x=1", streamWithState: "", single: "s" });
  });
});

describe("the options about output", () => {
  it("are separated, wherever they are", () => {
    const words = [
      "--only",
      "prep",
      "--report",
      "html=a=b.html",
      "--verbose",
      "http://a",
      "--report=tap",
      "--expect",
      "e",
    ];
    expect(readOutputOptions(words)).toEqual({
      reports: [
        { kind: "html", file: "a=b.html" },
        { kind: "tap", file: "-" },
      ],
      expect: "e",
      writeExpectations: undefined,
      verbose: true,
      color: undefined,
      json: false,
      rest: ["--only", "prep", "http://a"],
    });
    expect(readOutputOptions(["--no-color"])).toMatchObject({ color: false, rest: [] });
  });

  it.each([[["--report", "pdf=x"]], [["--report"]], [["--verbose=1"]], [["--expect"]]])("refuse %j", (words) => {
    expect(() => readOutputOptions(words)).toThrow(/--report|--verbose|--expect/);
  });
});
