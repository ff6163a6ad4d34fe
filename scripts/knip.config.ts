import type { KnipConfig } from "knip";
import { codeBlocks } from "../apps/testing/documentation/test/code-blocks.ts";

/** The packages that the code in READMEs and guides imports. The tests of `documentation` run that code. */
const inDocumentation = new Set(
  codeBlocks("ts").flatMap(({ code }) =>
    [...code.matchAll(/ from "((?:@[^/"]+\/)?[^/":]+)[/"]/g)].map(([, name = ""]) => name),
  ),
);
// The tests themselves import these, too.
for (const name of [
  "@hapi/hapi",
  "@resource-events/express",
  "express",
  "@resource-events/demo",
  "@resource-events/server",
])
  inDocumentation.delete(name);

/** What is unused: files, exports and dependencies. What programs read by path, knip can't see: it is listed here. */
const config: KnipConfig = {
  // An ignore that ignores nothing has to go.
  treatConfigHintsAsErrors: true,
  workspaces: {
    "apps/testing/packages": {
      // It packs the packages and runs the programs: attw is the one of @arethetypeswrong/cli.
      ignoreDependencies: [
        ...["cli", "client", "conformance", "express", "fields", "koa", "node", "server", "streams"].map(
          (name) => `@resource-events/${name}`,
        ),
        "@arethetypeswrong/cli",
        "publint",
      ],
    },
    // Clients for tests, each a process that the suite starts.
    "packages/conformance": { entry: ["src/main.ts", "test/clients/*-main.ts"] },
    // What these export is for this repository only, so something here has to use it.
    "apps/testing/middleware": { includeEntryExports: true },
    "apps/testing/support": { includeEntryExports: true },
    "apps/testing/documentation": {
      // The types are those of two of the packages, for the type check of that code.
      ignoreDependencies: [...inDocumentation, "@types/cors", "@types/koa"],
    },
    "apps/testing/runtimes": {
      // They are bundled, and run in their runtimes.
      entry: ["src/entries/*.ts"],
      // The runtimes themselves: programs, whose paths src/servers/ knows.
      ignoreDependencies: ["bun", "deno", "workerd"],
    },
    // Programs, each a process that a rig starts.
    "apps/testing/soak": { entry: ["src/server/program.ts", "src/neighbours/honest/program.ts"] },
    "apps/testing/third-parties": { entry: ["src/*/program.ts"] },
  },
};

export default config;
