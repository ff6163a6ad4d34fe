import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import schema from "../../schemas/configuration.json" with { type: "json" };
import { readConfigurationFile } from "./configuration-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "conformance-configuration-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, value: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value));
  return file;
}

describe("readConfigurationFile", () => {
  it("reads every member, with paths relative to its folder, and fields from the environment", () => {
    write("ca.pem", "-----BEGIN CERTIFICATE-----");
    const content = { type: "application/json", content: "{n}" };
    const rest = {
      target: "https://example.org/thing",
      name: "Example 1.0",
      protocol: "prep",
      http2: true,
      allowWrites: true,
      resourceTemplate: "https://example.org/{id}",
      container: "https://example.org/",
      contents: { create: content, put: content, patch: content, post: content },
      triggers: { put: "./put.sh", remove: "rm-thing" },
      webhook: "https://example.org/hook",
      webhookActions: ["put"],
      claims: ["resume"],
      subscription: { type: "a/b", stream: "s", streamWithState: "w", single: "" },
      prepDuration: 1.5,
      patience: 1,
      longestWait: 2,
      timeLimit: 3,
      concurrency: 4,
      only: ["prep"],
      skip: ["prep/resume"],
      insecure: false,
    };
    const fields = { Authorization: { environment: "TOKEN" }, "X-Plain": "y" };
    const others = { certificateAuthority: "ca.pem", expect: "e.json", reports: { html: "r.html", tap: "/tmp/x.tap" } };
    const all = { $schema: "./schema.json", ...rest, fields, ...others };
    // So that a member that is added to the schema is tested, too.
    expect(Object.keys(all).sort()).toEqual(Object.keys(schema.properties).sort());
    expect(readConfigurationFile(write("c.json", all), { TOKEN: "Bearer x" })).toEqual({
      configuration: {
        ...rest,
        fields: { Authorization: "Bearer x", "X-Plain": "y" },
        certificateAuthority: "-----BEGIN CERTIFICATE-----",
      },
      expect: join(folder, "e.json"),
      reports: [
        { kind: "html", file: join(folder, "r.html") },
        { kind: "tap", file: "/tmp/x.tap" },
      ],
    });
  });

  it.each([
    [{ patience: "5" }, '/patience is "5"; expected seconds: more than 0, at most 86400'],
    [{ patience: 0 }, "/patience is 0; expected seconds: more than 0, at most 86400"],
    [{ http2: "yes" }, '/http2 is "yes"; expected true or false'],
    [{ protocol: "websub" }, '/protocol is "websub"; expected prep or events-query or all'],
    [{ target: "ftp://x" }, '/target is "ftp://x"; expected an http: or https: URL'],
    [{ resourceTemplate: "http://x/" }, '/resourceTemplate is "http://x/"; expected an http: or https: URL with {id}'],
    [{ claims: "ours" }, '/claims is "ours"; expected a list'],
    [{ concurrency: 0 }, "/concurrency is 0; expected a number, at least 1"],
    [{ triggers: { boil: "x" } }, "/triggers/boil is unknown; known members: put, patch, post, delete, create, remove"],
    [{ contents: { put: { type: "a/b" } } }, '/contents/put: "content" is missing'],
    [{ webhookActions: ["boil"] }, '/webhookActions/0 is "boil"; expected put or patch'],
    [{ fields: { X: 12345 } }, '/fields/X is a number; expected a text, or {"environment": "NAME"}'],
    [{ fields: { X: { env: "Y" } } }, '/fields/X is an object; expected a text, or {"environment": "NAME"}'],
    [{ teapot: 1 }, "/teapot is unknown; known members: target, name, protocol"],
    [[], "the file is a list; expected an object"],
    ["{", "is not JSON: "],
  ])("for %j reports where, what, and what is expected", (value, message) => {
    expect(() => readConfigurationFile(write("c.json", value), {})).toThrow(message);
  });

  it("reports all problems at once, and never the value of a field", () => {
    const file = write("c.json", { patience: 0, teapot: 1, fields: { Authorization: ["s3cr3t"] } });
    const error = (() => {
      try {
        return readConfigurationFile(file, {});
      } catch (thrown) {
        return String(thrown);
      }
    })();
    expect(error).toMatch(/patience[\s\S]*teapot|teapot[\s\S]*patience/);
    expect(error).not.toContain("s3cr3t");
  });

  it("reports what is missing: the file, a file that it names, a variable", () => {
    expect(() => readConfigurationFile(join(folder, "none.json"), {})).toThrow(/none\.json cannot be read/);
    const authority = write("a.json", { certificateAuthority: "none.pem" });
    expect(() => readConfigurationFile(authority, {})).toThrow(/none\.pem cannot be read/);
    const variable = write("b.json", { fields: { X: { environment: "TOKEN" } } });
    expect(() => readConfigurationFile(variable, {})).toThrow("/fields/X needs the environment variable TOKEN");
  });
});
