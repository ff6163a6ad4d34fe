import type { Address } from "@resource-events/testing-support";

/** A server that the checks run against. */
export interface RunningServer extends Address {
  /** Ends it; resolves when it is gone. */
  close(): Promise<void>;
}

/** Starts a server with the test application on a free port of 127.0.0.1. */
export type StartServer = () => Promise<RunningServer>;
