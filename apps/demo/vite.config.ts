import { defaultClientConditions, defineConfig } from "vite";

/** The page's files, for `src/assets.ts`; its HTML is written by `src/page.ts`. */
export default defineConfig({
  root: new URL("page", import.meta.url).pathname,
  // The packages of the workspace are read from their source, as in tests.
  resolve: { conditions: ["@resource-events/source", ...defaultClientConditions] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../dist/page",
    emptyOutDir: true,
    manifest: true,
    target: "es2023",
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: { input: "main.tsx" },
  },
});
