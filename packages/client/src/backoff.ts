import type { RetrySettings } from "./observe-options.ts";

/** How an attempt ended. */
export interface Outcome {
  /** How many attempts in a row have failed, including this one. */
  readonly failures: number;
  /** Whether the response ended as announced, at the end of its duration. */
  readonly isDue: boolean;
  /** How long `Retry-After` asks to wait, in seconds. */
  readonly retryAfter: number | undefined;
}

/**
 * How long to wait before the next attempt, in seconds: 0 after a response that ended as announced; otherwise a random part
 * of a time that doubles with each failure (full jitter), on top of what `Retry-After` asks for.
 */
export function pauseAfter({ failures, isDue, retryAfter = 0 }: Outcome, retry: RetrySettings): number {
  if (isDue && failures === 0) return 0;
  const longest = Math.min(retry.maximum, retry.minimum * 2 ** Math.max(0, failures - 1));
  return Math.min(retryAfter, retry.retryAfter) + Math.random() * longest;
}
