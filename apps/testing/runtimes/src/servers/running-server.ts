/** Where a server is found. */
export interface Address {
  /** Scheme, host and port. */
  readonly origin: string;
  /** What it shows over TLS, in PEM; nobody else vouches for it. */
  readonly certificate?: string;
}

/** A server that the checks are run against. */
export interface RunningServer extends Address {
  /** Ends it; resolves when it is gone. */
  close(): Promise<void>;
}

/** Starts a server with the test application on a free port of 127.0.0.1. */
export type StartServer = () => Promise<RunningServer>;
