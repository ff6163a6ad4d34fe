import type { Task } from "../scenarios/scenario.ts";

/** A task with its URL. */
export interface ClientTask extends Task {
  /** The URL to subscribe to. */
  readonly url: string;
}

/** How a client ended its task. */
export interface ClientExit {
  /** How it crashed. Missing if it did not. */
  readonly crash?: string;
  /** What it wrote to its standard error, for the report. */
  readonly complaint?: string;
}

/**
 * A client to run through scenarios: a command, or any object with these methods.
 */
export interface ClientUnderTest {
  /**
   * Runs one task. Calls `report` with each JSON value that the client prints, and resolves when the client is done.
   * Stops when the signal aborts. Rejects only if the client cannot be run at all, not if it fails its task.
   */
  run(task: ClientTask, report: (value: unknown) => void, signal: AbortSignal): Promise<ClientExit>;
  /** Ends everything that is still running. */
  close(): void;
}
