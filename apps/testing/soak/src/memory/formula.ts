/** What occupies the memory of an instance, beside the process itself and the application. */
export interface Load {
  readonly connections?: number;
  readonly subscriptions?: number;
  /** The bytes that the log holds. */
  readonly logBytes?: number;
  /** The bytes that wait for clients that do not read: at most `waitingBytes` for each subscription. */
  readonly waitingBytes?: number;
  /** The bytes of events that are held for clients that do not read a representation: at most `heldBytes` for each. */
  readonly heldBytes?: number;
  /** The bytes of events that wait for a response: at most `withheldBytes` for each resource, and `withheldBytesInAll`. */
  readonly withheldBytes?: number;
  /** Requests that wait on their connections: at most `waitingRequests` for each. */
  readonly waitingRequests?: number;
  /** Contents of QUERYs that are not finished: at most `unfinishedContents`. */
  readonly unfinished?: number;
  /** What came of them: at most `eventsQuery.content.bytes` for each. */
  readonly unfinishedBytes?: number;
}

/** What one of each occupies, in bytes, as measured on Linux with Node 24. */
const each: Readonly<Record<keyof Load, number>> = {
  connections: 5_500,
  subscriptions: 20_000,
  logBytes: 1,
  waitingBytes: 1.1,
  heldBytes: 1.1,
  withheldBytes: 1,
  waitingRequests: 3_300,
  unfinished: 11_500,
  unfinishedBytes: 1,
};

/** What most limits on bytes are by default. */
export const mebibyte = 1_048_576;

/** The bytes that a load occupies. */
export function memoryOf(load: Load): number {
  return Object.entries(load).reduce((sum, [name, count]) => sum + each[name as keyof Load] * count, 0);
}
