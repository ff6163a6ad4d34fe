import { defineConfig } from "vitest/config";
import { packageTests } from "../../../vitest.base.ts";

export default defineConfig({
  ...packageTests,
  test: {
    ...packageTests.test,
    // The servers are processes of their own, which run as this one does: from source as well.
    execArgv: [
      "--conditions=@resource-events/source",
      "--experimental-transform-types",
      "--disable-warning=ExperimentalWarning",
    ],
    // One scenario at a time: each wants the machine for itself.
    fileParallelism: false,
    testTimeout: 300_000,
  },
});
