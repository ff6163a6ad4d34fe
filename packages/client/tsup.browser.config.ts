import { defineConfig } from "tsup";
import { packageBuild } from "../../tsup.base.ts";

// One file with all that it needs, for pages without a bundler.
export default defineConfig({
  ...packageBuild([]),
  entry: { browser: "src/index.ts" },
  platform: "browser",
  noExternal: [/./],
  minify: true,
  // What is otherwise loaded later is in it, too.
  splitting: false,
  dts: false,
  sourcemap: false,
  clean: false,
});
