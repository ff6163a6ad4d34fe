import type { Scenario } from "../scenario.ts";
import { adapters, type Fault } from "../server/configuration.ts";
import { attackBoundaries } from "./boundaries.ts";
import { attackRequests } from "./requests.ts";

/** How closely is looked. */
export interface HostileSize {
  /** After how many requests the watchers are asked; of what can be forged and described, each so manieth is. */
  readonly stride: number;
  /** Attacks a server of our own with this fault, and nothing else. */
  readonly fault?: Fault;
}

/** Hostile requests and hostile writers, beside subscribers that must come to no harm. */
export const hostile: Scenario<HostileSize> = {
  name: "hostile",
  long: { stride: 1 },
  short: { stride: 13 },
  async run({ stride, fault }, { report }) {
    if (fault !== undefined) {
      await attackRequests({ application: "notes", fault }, stride, report);
      return;
    }
    for (const adapter of adapters) {
      report.figure(`requests, ${adapter}`, await attackRequests({ application: "demo", adapter }, stride, report));
    }
    report.figure("writers that know boundaries", await attackBoundaries(stride, report));
  },
};
