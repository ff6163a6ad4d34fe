import { globSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { readObservation } from "../../src/clients/observation.ts";
import { requirementTexts } from "../../src/reports/requirement-texts.ts";

const folder = resolve(import.meta.dirname, "../../vectors");
const read = (name: string) => JSON.parse(readFileSync(resolve(folder, name), "utf8"));
const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true });

describe("vectors", () => {
  const validate = ajv.compile(read("schema.json"));
  const files = globSync("*.json", { cwd: folder }).filter((name) => !name.includes("schema"));

  it.each(files)("%s fits the schema, with unique names and requirements of the catalogue", (name) => {
    const file = read(name);
    expect(validate(file), JSON.stringify(validate.errors)).toBe(true);
    expect(file.subject).toBe(basename(name, ".json"));
    const vectors: { name: string; requirements: string[] }[] = file.vectors;
    expect(new Set(vectors.map((vector) => vector.name)).size).toBe(vectors.length);
    for (const id of vectors.flatMap(({ requirements }) => requirements))
      expect(requirementTexts.has(id), id).toBe(true);
    const isStream = /^(?:multipart|http|json-seq)/.test(name);
    expect(vectors.length).toBeGreaterThanOrEqual(isStream ? 15 : 30);
  });

  it("the schema refuses invalid vectors", () => {
    const file = read("events.json");
    const [vector] = file.vectors;
    for (const wrong of [
      { ...vector, expected: { status: "200" } },
      { ...vector, raw: undefined, base64: "?" },
      { ...vector, base64: "" },
      { ...vector, must_fail: true, may_fail: true },
      { name: "x", requirements: ["PREP-EV-1"], raw: "" },
    ]) {
      expect(validate({ ...file, vectors: [JSON.parse(JSON.stringify(wrong))] })).toBe(false);
    }
  });
});

describe("observations", () => {
  const validate = ajv.compile(read("observation.schema.json"));

  it.each([
    { representation: { status: 200, type: "text/plain", body: "Hello" } },
    { representation: { type: null, base64: "SGVsbG8=" } },
    { notification: { eventId: "1", type: "update", mediaType: "message/rfc822", body: "" } },
    { notification: { eventId: null, base64: "" } },
    { notification: {} },
    { end: "clean" },
    { end: "error", code: "stream", more: 1 },
  ])("%j is one, for the schema and for the suite", (value) => {
    expect(validate(value)).toBe(true);
    expect(readObservation(value)).toMatchObject(
      JSON.parse(JSON.stringify(value, ["representation", "notification", "end", "code"])),
    );
  });

  it.each([
    "Hello",
    null,
    [],
    {},
    { end: "closed" },
    { end: "clean", notification: {} },
    { representation: {} },
    { representation: { status: "200", body: "" } },
    { representation: { body: "", base64: "" } },
    { representation: null },
    { notification: [] },
    { notification: { eventId: 1 } },
    { notification: { body: {} } },
    { notification: { body: "", base64: "" } },
  ])("%j is invalid, for the schema and for the suite", (value) => {
    expect(validate(value)).toBe(false);
    expect(readObservation(value)).toBeTypeOf("string");
  });
});
