import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Results } from "@resource-events/conformance";
import type { ExpectationFile } from "./expectations.ts";
import { findings } from "./findings.ts";

/** The files about a server in the repository. */
export interface Files {
  readonly expectations: ExpectationFile;
  readonly results: Results | undefined;
}

const none: ExpectationFile = { format: "resource-events-expectations", formatVersion: 1, expectations: [] };

/** Reads the files about a server. Missing files count as empty. */
export function readFiles(name: string): Files {
  return {
    expectations: (read(pathOf("expectations", name, "json")) ?? none) as ExpectationFile,
    results: read(pathOf("results", name, "json")) as Results | undefined,
  };
}

/** Writes the files and the page of findings. Returns the paths. */
export function writeFiles(name: string, results: Results, expectations: ExpectationFile): readonly string[] {
  const before = readFiles(name).results;
  // Without new results, the time of the run should not change either.
  const same = JSON.stringify({ ...results, startedAt: before?.startedAt }) === JSON.stringify(before);
  const contents = new Map([
    [pathOf("expectations", name, "json"), JSON.stringify(expectations, undefined, 2)],
    [pathOf("results", name, "json"), JSON.stringify(same ? before : results, undefined, 2)],
    [pathOf("results", name, "md"), findings(results, expectations)],
  ]);
  for (const [path, content] of contents) writeFileSync(path, content);
  return [...contents.keys()];
}

function read(path: string): unknown {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

function pathOf(folder: string, name: string, extension: string): string {
  return resolve(import.meta.dirname, "..", folder, `${name}.${extension}`);
}
