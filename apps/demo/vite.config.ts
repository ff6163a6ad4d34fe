import { defaultClientConditions, defineConfig } from "vite";

/** Builds the files of the page for `src/assets.ts`. Its HTML comes from `src/page.ts`. */
export default defineConfig({
  root: new URL("page", import.meta.url).pathname,
  // Reads the packages of the workspace from source, like the tests.
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
