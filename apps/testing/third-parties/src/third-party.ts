import type { Configuration } from "@resource-events/conformance";

/** A published server that the suite runs against. */
export interface ThirdParty {
  /** Names its files in `expectations` and `results`. */
  readonly name: string;
  /** Starts it on a free port. */
  start(): Promise<RunningServer>;
}

/** A running server, and the suite's configuration for it. */
interface RunningServer {
  readonly configuration: Configuration;
  /** Ends it; resolves when it is gone. */
  close(): Promise<void>;
}
