import type { Task } from "../scenarios/scenario.ts";

/** A task, and where. */
export interface ClientTask extends Task {
  /** The URL to follow. */
  readonly url: string;
}

/** How a client was done with a task. */
export interface ClientExit {
  /** Why it could not do it: it crashed. */
  readonly crash?: string;
  /** What it printed as errors, for the report. */
  readonly complaint?: string;
}

/**
 * A client that is put through scenarios: a command, or anything that can be called.
 *
 * Resolves when the client is done. What it saw it tells as values of JSON. Rejects only where the rig fails. When the
 * signal aborts, it is to stop.
 */
export interface ClientUnderTest {
  /** Does one task; `report` is given each value of JSON that the client tells. */
  run(task: ClientTask, report: (value: unknown) => void, signal: AbortSignal): Promise<ClientExit>;
  /** Ends what is still running. */
  close(): void;
}
