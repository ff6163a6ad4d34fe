import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

/** Bundles `subscribe` as an application would that uses nothing else. */
async function bundle(): Promise<{ bytes: number; inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: 'export { subscribe } from "./index.ts"',
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
      loader: "ts",
    },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2023",
    conditions: ["@resource-events/source"],
    metafile: true,
    write: false,
  });
  const [file] = outputFiles;
  return { bytes: gzipSync(file?.contents ?? "", { level: 9 }).length, inputs: Object.keys(metafile.inputs) };
}

describe("the bundle of subscribe, with all that it needs", () => {
  it("stays small", async () => {
    const { bytes, inputs } = await bundle();
    expect(inputs.some((input) => input.includes("multipart-decoder"))).toBe(true);
    expect(bytes).toBeGreaterThan(1000);
    // A page loads this before it shows anything. Some 3,300 are the decoders of `streams`.
    expect(bytes).toBeLessThan(8_000);
  });

  it("holds no YAML, which only servers read", async () => {
    const { inputs } = await bundle();
    expect(inputs.filter((input) => /[/@]yaml[/@]|events-query\.ts$/.test(input) && !input.startsWith("src/"))).toEqual(
      [],
    );
  });
});
