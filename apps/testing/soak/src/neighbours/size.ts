import type { Fault } from "../server/configuration.ts";

/** How long and how thorough to attack. */
export interface NeighboursSize {
  readonly subscribers: number;
  /** Milliseconds between the writes of each of the eight writers. */
  readonly interval: number;
  /** How long each attack lasts, in seconds. */
  readonly seconds: number;
  /** How long a notification may take after the response to its write, in seconds. */
  readonly latency: number;
  /** How long to wait for what is missing, in seconds. */
  readonly patience: number;
  /** Whether every attack meets every adapter, or only one of them. */
  readonly everywhere: boolean;
  /** Only these attacks. Default: all. */
  readonly only?: readonly string[];
  /** A fault of the server, to see whether it is found. */
  readonly fault?: Fault;
}
