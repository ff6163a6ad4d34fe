import { resolve } from "node:path";
import { build } from "esbuild";

/** Bundles an entry of this package into one ES module, with everything except the modules of Node. */
export async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, "../entries", entry)],
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    // The bundle does not use the demo's adapters, but esbuild would have to find them.
    external: ["node:*", "express", "koa", ...["node", "express", "koa"].map((name) => `@resource-events/${name}`)],
    target: "es2023",
    conditions: ["@resource-events/source"],
    write: false,
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`${entry} was not built`);
  return file.text;
}
