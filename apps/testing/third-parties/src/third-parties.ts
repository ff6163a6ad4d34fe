import { expressPrep } from "./express-prep/express-prep.ts";
import { solidServer } from "./solid-server/solid-server.ts";
import type { ThirdParty } from "./third-party.ts";

/** The published servers to run the suite against. */
export const thirdParties: readonly ThirdParty[] = [expressPrep, solidServer];
