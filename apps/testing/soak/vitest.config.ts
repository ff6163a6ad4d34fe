import { defineConfig } from "vitest/config";
import { packageTests } from "../../../vitest.base.ts";

export default defineConfig({
  ...packageTests,
  test: {
    ...packageTests.test,
    // The servers run in their own processes, with the flags of this one: from source as well.
    execArgv: [
      "--conditions=@resource-events/source",
      "--experimental-transform-types",
      "--disable-warning=ExperimentalWarning",
    ],
    // One scenario at a time, since each needs the whole machine.
    fileParallelism: false,
    testTimeout: 300_000,
  },
});
