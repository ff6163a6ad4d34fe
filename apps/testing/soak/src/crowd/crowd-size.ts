import type { Fault } from "../server/configuration.ts";
import type { Restlessness } from "./reader.ts";

/** How large a crowd is. */
export interface CrowdSize {
  readonly subscribers: number;
  readonly resources: number;
  readonly seconds: number;
  /** Events in a second, on all resources together. */
  readonly rate: number;
  /** How long the deltas are, in bytes. */
  readonly delta: number;
  readonly restlessness: Restlessness;
  /** For how many seconds the last events are awaited. */
  readonly patience: number;
  readonly fault?: Fault;
}
