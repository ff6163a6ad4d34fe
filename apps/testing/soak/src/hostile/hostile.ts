import type { Scenario } from "../scenario.ts";
import { adapters, type Fault } from "../server/configuration.ts";
import { attackBoundaries } from "./boundaries.ts";
import { attackRequests } from "./requests.ts";

/** How thorough to be. */
export interface HostileSize {
  /** The number of requests after which the watchers are checked. Of the forgeries and descriptions, only every n-th is tried. */
  readonly stride: number;
  /** If given, only a server with this fault is attacked. */
  readonly fault?: Fault;
}

/** Hostile requests and hostile writers, next to subscribers that must not be affected. */
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
