import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "../../../..");

/** A code block of the documentation. */
export interface CodeBlock {
  /** The path of the document from the root of the project. */
  readonly document: string;
  /** The line where the code begins. */
  readonly line: number;
  readonly code: string;
}

/** Every code block in that language in the READMEs and guides, in order. */
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
