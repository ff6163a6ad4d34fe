import type { Options } from "tsup";

/** What every package is built with: ESM and its types, nothing minified, so that stack traces can be read. */
export function packageBuild(entry: string[]): Options {
  return {
    entry,
    format: "esm",
    target: "es2023",
    platform: "neutral",
    dts: true,
    sourcemap: true,
    clean: true,
    treeshake: true,
  };
}
