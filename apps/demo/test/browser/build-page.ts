import { build } from "vite";

/** Builds the page from its source, so that no test looks at one of yesterday. */
export async function setup(): Promise<void> {
  const configFile = new URL("../../vite.config.ts", import.meta.url).pathname;
  await build({ configFile, logLevel: "warn" });
}
