import type { Fault } from "../server/configuration.ts";
import type { Restlessness } from "./reader.ts";

/** The size of a crowd. */
export interface CrowdSize {
  readonly subscribers: number;
  readonly resources: number;
  readonly seconds: number;
  /** Events per second, on all resources together. */
  readonly rate: number;
  /** The length of the deltas, in bytes. */
  readonly delta: number;
  readonly restlessness: Restlessness;
  /** Seconds to wait for the last events. */
  readonly patience: number;
  readonly fault?: Fault;
}
