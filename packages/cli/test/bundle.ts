import { resolve } from "node:path";
import { build } from "esbuild";

/** The command that the tests run: one file, built from the sources of all packages. */
export const command = resolve(import.meta.dirname, "../node_modules/.cache/resource-events.mjs");

/** Builds it. Called once before all tests. */
export async function setup(): Promise<void> {
  await build({
    entryPoints: [resolve(import.meta.dirname, "../src/main.ts")],
    outfile: command,
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["@resource-events/source"],
    // Keep the output of the tests clean.
    logLevel: "warning",
  });
}
