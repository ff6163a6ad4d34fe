import { defineConfig } from "vitest/config";
import { packageTests } from "../../vitest.base.ts";

/** What every adapter must do alike, once for each. */
const behaviour = ["node", "express", "koa", "fetch"].map((adapter) => ({
  ...packageTests,
  test: {
    ...packageTests.test,
    name: adapter,
    include: ["test/**/*.test.ts"],
    env: { ADAPTER: adapter },
    // Express does not run on HTTP/2.
    exclude: adapter === "express" ? ["test/http2.test.ts"] : [],
  },
}));

export default defineConfig({
  test: {
    reporters: packageTests.test?.reporters ?? [],
    projects: [
      { ...packageTests, test: { ...packageTests.test, name: "notes", include: ["src/**/*.test.ts"] } },
      ...behaviour,
    ],
  },
});
