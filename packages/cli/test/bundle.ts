import { resolve } from "node:path";
import { build } from "esbuild";

/** The command as one file, made of the sources of all packages: what the tests run. */
export const command = resolve(import.meta.dirname, "../node_modules/.cache/resource-events.mjs");

/** Is run once before all tests. */
export async function setup(): Promise<void> {
  await build({
    entryPoints: [resolve(import.meta.dirname, "../src/main.ts")],
    outfile: command,
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["@resource-events/source"],
    // The output of tests is what it should be, so is that of the build.
    logLevel: "warning",
  });
}
