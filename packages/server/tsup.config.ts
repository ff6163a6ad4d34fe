import { defineConfig } from "tsup";
import { packageBuild } from "../../tsup.base.ts";

export default defineConfig(
  packageBuild(["src/index.ts", "src/adapter.ts", "src/fetch.ts"], ["AbortSignal", "Request", "Response", "URL"]),
);
