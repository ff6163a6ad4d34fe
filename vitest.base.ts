import type { ViteUserConfig } from "vitest/config";

/** What every package is tested with: other packages of the workspace are read from their source, not from `dist`. */
export const packageTests: ViteUserConfig = {
  resolve: { conditions: ["@resource-events/source"] },
  ssr: { resolve: { conditions: ["@resource-events/source"] } },
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    reporters: ["default", ["json", { outputFile: "test-results.json" }]],
    // Tests wait more than they compute.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
};
