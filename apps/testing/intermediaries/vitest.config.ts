import { defineConfig } from "vitest/config";
import { packageTests } from "../../../vitest.base.ts";

/** The same tests, with short time-outs of the proxies, or with their default ones. */
const project = (name: "short" | "long") => ({
  ...packageTests,
  test: {
    ...packageTests.test,
    name,
    include: name === "short" ? ["test/**/*.test.ts"] : ["test/quiet.test.ts"],
    env: { QUIET: name },
    testTimeout: name === "short" ? 60_000 : 300_000,
  },
});

export default defineConfig({
  test: { reporters: packageTests.test?.reporters ?? [], projects: [project("short"), project("long")] },
});
