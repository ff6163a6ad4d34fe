import { defineConfig } from "vitest/config";
import { packageTests } from "../../vitest.base.ts";

export default defineConfig({
  ...packageTests,
  // Whole runs of the suite, several at a time: on a busy machine they take a multiple of what they take alone.
  test: { ...packageTests.test, testTimeout: 180_000 },
});
