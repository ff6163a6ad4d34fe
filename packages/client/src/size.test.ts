import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import { describe, expect, it } from "vitest";

const resolveDir = fileURLToPath(new URL(".", import.meta.url));

/** The package in one file, as it is published: what is not used of it can only be told by looking into that. */
async function published(): Promise<Plugin> {
  const { outputFiles } = await build({
    entryPoints: [`${resolveDir}index.ts`],
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2023",
    packages: "external",
    write: false,
  });
  const contents = outputFiles[0]?.text ?? "";
  return {
    name: "published",
    setup: (bundler) =>
      bundler.onLoad({ filter: /client.src.index\.ts$/ }, () => ({ contents, loader: "js", resolveDir })),
  };
}

/** Bundles `subscribe` as an application would that uses nothing else. */
async function bundle(plugins: Plugin[] = []): Promise<{ bytes: number; inputs: string[]; held: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: 'export { subscribe } from "./index.ts"',
      resolveDir,
      loader: "ts",
    },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2023",
    conditions: ["@resource-events/source"],
    metafile: true,
    plugins,
    write: false,
  });
  const [file] = outputFiles;
  const held = Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
  );
  return { bytes: gzipSync(file?.contents ?? "", { level: 9 }).length, inputs: Object.keys(metafile.inputs), held };
}

describe("the bundle of subscribe, with all that it needs", () => {
  it("stays small", async () => {
    const { bytes, inputs } = await bundle();
    expect(inputs.some((input) => input.includes("multipart-decoder"))).toBe(true);
    expect(bytes).toBeGreaterThan(1000);
    // A page loads this before it shows anything. Some 3,300 are the decoders of `streams`.
    expect(bytes).toBeLessThan(8_000);
  });

  it("stays small where the package is one file", async () => {
    const { bytes, inputs } = await bundle([await published()]);
    expect(inputs.filter((input) => /^src\//.test(input))).toEqual(["src/index.ts"]);
    expect(bytes).toBeGreaterThan(1000);
    expect(bytes).toBeLessThan(8_000);
  });

  it("holds nothing of observe and discover", async () => {
    const { held } = await bundle();
    expect(held).toContain("src/subscribe.ts");
    expect(
      held.filter((input) => /observe|place|attempt|retry|discover|structured-headers|fields\/src/.test(input)),
    ).toEqual([]);
  });

  it("holds no YAML, which only servers read", async () => {
    const { inputs } = await bundle();
    expect(inputs.filter((input) => /[/@]yaml[/@]|events-query\.ts$/.test(input) && !input.startsWith("src/"))).toEqual(
      [],
    );
  });
});
