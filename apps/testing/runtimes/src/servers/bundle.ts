import { resolve } from "node:path";
import { build } from "esbuild";

/** An entry of this package as one ES module, with everything in it but the modules of Node. */
export async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, "../entries", entry)],
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    // The adapters of the demo are not used, and so not in the bundle; but they would have to be found.
    external: ["node:*", "express", "koa", ...["node", "express", "koa"].map((name) => `@resource-events/${name}`)],
    target: "es2023",
    conditions: ["@resource-events/source"],
    write: false,
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`${entry} was not built`);
  return file.text;
}
