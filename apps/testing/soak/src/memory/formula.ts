/** What occupies the memory of an instance, beside the process itself, the application and the log. */
export interface Load {
  readonly connections?: number;
  readonly subscriptions?: number;
  /** Subscriptions whose clients do not read, so that notifications wait for them: `waitingBytes` each. */
  readonly waiting?: number;
  /** Subscriptions whose clients do not read the representation: `heldBytes` each, and the representation. */
  readonly held?: number;
  /** Resources with events that wait for the response to their request: `withheldBytes` each. */
  readonly withheld?: number;
  /** Requests that wait behind a stream on their connection. */
  readonly waitingRequests?: number;
  /** Contents of a QUERY or PATCH that are not finished. */
  readonly unfinished?: number;
  /** Audiences with deltas, variants, or a boundary of their own. */
  readonly audiences?: number;
}

/** What one of each occupies, in bytes, with the default limits. */
const each: Readonly<Record<keyof Load, number>> = {
  connections: 40_960,
  subscriptions: 20_480,
  waiting: 1_048_576,
  held: 2 * 1_048_576,
  withheld: 1_048_576,
  waitingRequests: 10_240,
  unfinished: 40_960,
  audiences: 2 * 65_536,
};

/** The most bytes that a load occupies. */
export function memoryOf(load: Load): number {
  return Object.entries(load).reduce((sum, [name, count]) => sum + each[name as keyof Load] * count, 0);
}
