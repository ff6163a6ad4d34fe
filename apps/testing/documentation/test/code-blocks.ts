import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "../../../..");

/** A piece of code that the documentation shows. */
export interface CodeBlock {
  /** The document, from the root of the project. */
  readonly document: string;
  /** The line that it begins on. */
  readonly line: number;
  readonly code: string;
}

/** Every block of the language in the READMEs and guides, in order. */
export function codeBlocks(language: string): CodeBlock[] {
  return globSync(["README.md", "docs/*.md", "packages/*/README.md", "apps/*/README.md", "apps/testing/*/README.md"], {
    cwd: root,
  })
    .sort()
    .flatMap((document) => {
      const text = readFileSync(resolve(root, document), "utf8");
      return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
        .filter(([, found]) => found === language)
        .map((block) => ({
          document,
          line: text.slice(0, block.index).split("\n").length + 1,
          code: block[2] ?? "",
        }));
    });
}
