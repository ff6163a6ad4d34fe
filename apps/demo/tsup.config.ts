import { defineConfig } from "tsup";
import { packageBuild } from "../../tsup.base.ts";

export default defineConfig({
  ...packageBuild(["src/main.ts", "src/index.ts", "src/koa-handler.ts"]),
  platform: "node",
});
