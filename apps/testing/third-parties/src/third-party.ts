import type { Configuration } from "@resource-events/conformance";

/** A published server that the suite is run against. */
export interface ThirdParty {
  /** Names its files in `expectations` and `results`. */
  readonly name: string;
  /** Starts it on a free port. */
  start(): Promise<RunningServer>;
}

/** A server that runs, and what the suite is told of it. */
export interface RunningServer {
  readonly configuration: Configuration;
  /** Ends it; resolves when it is gone. */
  close(): Promise<void>;
}
