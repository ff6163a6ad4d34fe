import type { Configuration } from "@resource-events/conformance";

/** A published server to run the suite against. */
export interface ThirdParty {
  /** The name of its files in `expectations` and `results`. */
  readonly name: string;
  /** Starts it on a free port. */
  start(): Promise<RunningServer>;
}

/** A running server, with the suite's options for it. */
export interface RunningServer {
  readonly configuration: Configuration;
  /** Stops it; resolves when it has ended. */
  close(): Promise<void>;
}
