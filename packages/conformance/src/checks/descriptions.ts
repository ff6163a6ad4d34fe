import type { CheckDescription } from "./check.ts";
import { allChecks } from "./index.ts";

/** The descriptions of all checks, in the order of results. */
export const checkDescriptions: readonly CheckDescription[] = allChecks.map(
  ({ id, protocol, requirements, level, sentence }) => ({ id, protocol, requirements, level, sentence }),
);
