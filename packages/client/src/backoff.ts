import type { RetrySettings } from "./observe-options.ts";

/** What became of an attempt. */
export interface Outcome {
  /** How many attempts in a row have failed, this one included. */
  readonly failures: number;
  /** Whether a response ended as it was announced, at the end of its duration. */
  readonly isDue: boolean;
  /** How long `Retry-After` asks to wait, in seconds. */
  readonly retryAfter: number | undefined;
}

/**
 * How long to wait before the next attempt, in seconds: nothing after a response that ended as announced, else a random part
 * of what doubles with each failure (full jitter), and of what `Retry-After` says nothing less.
 */
export function pauseAfter({ failures, isDue, retryAfter = 0 }: Outcome, retry: RetrySettings): number {
  if (isDue && failures === 0) return 0;
  const longest = Math.min(retry.maximum, retry.minimum * 2 ** Math.max(0, failures - 1));
  return Math.min(retryAfter, retry.retryAfter) + Math.random() * longest;
}
