import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import { describe, expect, it } from "vitest";

const resolveDir = fileURLToPath(new URL(".", import.meta.url));

/** The package in few files, as it is published: what is not used of it can only be told by looking into them. */
async function published(): Promise<Plugin> {
  const { outputFiles } = await build({
    entryPoints: [`${resolveDir}index.ts`],
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    target: "es2023",
    packages: "external",
    outdir: resolveDir,
    write: false,
  });
  const contents = new Map(outputFiles.map(({ path, text }) => [path.replace(/index\.js$/, "index.ts"), text]));
  return {
    name: "published",
    setup(bundler) {
      bundler.onResolve({ filter: /^\.\/[\w-]+\.js$/ }, ({ path, importer }) =>
        contents.has(importer) ? { path: join(resolveDir, path) } : undefined,
      );
      bundler.onLoad({ filter: /./ }, ({ path }) => {
        const text = contents.get(path);
        return text === undefined ? undefined : { contents: text, loader: "js", resolveDir };
      });
    },
  };
}

interface Bundle {
  /** The bytes that are loaded at first. */
  readonly bytes: number;
  /** The bytes that are loaded only when they are needed. */
  readonly later: number;
  readonly inputs: readonly string[];
  /** The files of which something is loaded at first. */
  readonly held: readonly string[];
}

/** Bundles some exports as an application would that uses nothing else. */
async function bundle(names: string, plugins: Plugin[] = []): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export { ${names} } from "./index.ts"`, resolveDir, loader: "ts" },
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2023",
    conditions: ["@resource-events/source"],
    metafile: true,
    plugins,
    outdir: "/",
    write: false,
  });
  const sizes = new Map(outputFiles.map(({ path, contents }) => [path, gzipSync(contents, { level: 9 }).length]));
  const first = new Set(["stdin.js"]);
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]));
  for (const name of first) {
    for (const { path, kind } of outputs.get(name)?.imports ?? []) {
      if (kind === "import-statement") first.add(basename(path));
    }
  }
  const total = (isFirst: boolean) =>
    [...sizes].reduce((sum, [path, size]) => (first.has(basename(path)) === isFirst ? sum + size : sum), 0);
  const held = [...first].flatMap((name) =>
    Object.entries(outputs.get(name)?.inputs ?? {}).flatMap(([input, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [input] : [],
    ),
  );
  return { bytes: total(true), later: total(false), inputs: Object.keys(metafile.inputs), held };
}

/** What a page loads before it shows anything. Some 3,300 are the decoders of `streams`. */
const most = { subscribe: 8_500, observe: 11_500 } as const;
/** What it loads when that is needed. */
const mostLater = 1_500;

describe.each(["subscribe", "observe"] as const)("the bundle of %s, with all that it needs", (name) => {
  it("stays small", async () => {
    const { bytes, later, inputs } = await bundle(name);
    expect(inputs.some((input) => input.includes("multipart-decoder"))).toBe(true);
    expect(bytes).toBeGreaterThan(1000);
    expect(bytes).toBeLessThanOrEqual(most[name]);
    expect(later).toBeGreaterThan(100);
    expect(later).toBeLessThanOrEqual(mostLater);
  });

  it("stays small where the package is one file, and what is loaded later", async () => {
    const { bytes, later, inputs } = await bundle(name, [await published()]);
    expect(inputs.filter((input) => /^src\//.test(input))).toContain("src/index.ts");
    expect(inputs).not.toContain("src/subscribe.ts");
    expect(bytes).toBeGreaterThan(1000);
    expect(bytes).toBeLessThanOrEqual(most[name]);
    expect(later).toBeGreaterThan(100);
    expect(later).toBeLessThanOrEqual(mostLater);
  });

  it("holds no YAML, which only servers read", async () => {
    const { inputs } = await bundle(name);
    expect(inputs.filter((input) => /[/@]yaml[/@]|events-query\.ts$/.test(input) && !input.startsWith("src/"))).toEqual(
      [],
    );
  });
});

describe("the bundle of subscribe", () => {
  it("holds nothing of observe and discover", async () => {
    const { held } = await bundle("subscribe");
    expect(held).toContain("src/subscribe.ts");
    expect(
      held.filter((input) => /observe|place|attempt|retry|discover|structured-headers|fields\/src/.test(input)),
    ).toEqual([]);
  });

  it("holds nothing of what is loaded when it is needed", async () => {
    const { held } = await bundle("subscribe");
    expect(held.filter((input) => /refusal|warnings/.test(input))).toEqual([]);
  });
});
