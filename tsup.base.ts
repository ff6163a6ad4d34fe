import type { Options } from "tsup";

/**
 * What every package is built with: ESM and its types, nothing minified, so that stack traces can be read.
 *
 * @param platform types of the platform that the package's types name, such as `Response`. They compile with whatever declares
 * them: lib `dom`, `webworker` or `@types/node`. Where nothing does, they are `unknown`.
 */
export function packageBuild(entry: string[], platform: readonly string[] = []): Options {
  return {
    entry,
    format: "esm",
    target: "es2023",
    platform: "neutral",
    dts: { banner: platform.map(declaration).join("\n") },
    sourcemap: true,
    clean: true,
    treeshake: true,
  };
}

/** Declares a type of the platform in a module, where it hides the global one. */
function declaration(name: string): string {
  const declared = `typeof globalThis extends { ${name}: { prototype: infer T } } ? T : unknown`;
  return `type ${name} = ${declared};`;
}
