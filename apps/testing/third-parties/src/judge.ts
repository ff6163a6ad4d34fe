import { type Results, runConformance } from "@resource-events/conformance";
import type { ThirdParty } from "./third-party.ts";

/** Starts a server, runs the suite against it, and ends it. */
export async function judge(thirdParty: ThirdParty): Promise<Results> {
  const { configuration, close } = await thirdParty.start();
  try {
    return await runConformance(configuration);
  } finally {
    await close();
  }
}
