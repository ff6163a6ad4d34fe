import { allChecks } from "../checks/index.ts";
import { clientScenarios } from "../scenarios/index.ts";
import { readCatalogues } from "./catalogues.ts";
import { coveragePage } from "./coverage-page.ts";
import { notJudged } from "./not-judged.ts";

/** A file that is generated from the catalogues and the checks. */
export interface GeneratedFile {
  /** Its path from the root of the repository. */
  readonly path: string;
  readonly url: URL;
  /** Its generated content. */
  readonly text: string;
}

const root = new URL("../../../../", import.meta.url);

/** Generates the coverage page, and the texts of the requirements for reports. Writes nothing. */
export function generatedFiles(): readonly GeneratedFile[] {
  const catalogues = readCatalogues(new URL("docs/requirements/", root));
  const texts = catalogues.flatMap(({ requirements }) => requirements.map(({ id, ...rest }) => [id, rest] as const));
  return [
    {
      path: "docs/conformance.md",
      text: coveragePage({ catalogues, servers: allChecks, clients: clientScenarios, notJudged }),
    },
    {
      path: "packages/conformance/src/reports/requirements.json",
      text: `${JSON.stringify(Object.fromEntries(texts), undefined, 2)}\n`,
    },
  ].map((file) => ({ ...file, url: new URL(file.path, root) }));
}
