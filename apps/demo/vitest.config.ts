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
    // Browsers get the page once. Express does not run on HTTP/2.
    exclude: ["test/browser/**", ...(adapter === "express" ? ["test/http2.test.ts"] : [])],
  },
}));

export default defineConfig({
  test: {
    reporters: packageTests.test?.reporters ?? [],
    projects: [
      { ...packageTests, test: { ...packageTests.test, name: "notes", include: ["src/**/*.test.ts"] } },
      { ...packageTests, test: { ...packageTests.test, name: "page", include: ["page/**/*.test.ts"] } },
      ...behaviour,
      {
        ...packageTests,
        test: {
          ...packageTests.test,
          name: "browser",
          include: ["test/browser/*.test.ts"],
          globalSetup: ["test/browser/build-page.ts"],
          // One browser at a time, when all else is done: it takes its time on a busy machine.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          testTimeout: 90_000,
        },
      },
    ],
  },
});
