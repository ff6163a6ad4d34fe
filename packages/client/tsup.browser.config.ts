import { defineConfig } from "tsup";
import { packageBuild } from "../../tsup.base.ts";

// One file with all that it needs, for pages without a bundler.
export default defineConfig({
  ...packageBuild([]),
  entry: { browser: "src/index.ts" },
  platform: "browser",
  noExternal: [/./],
  minify: true,
  dts: false,
  sourcemap: false,
  clean: false,
});
