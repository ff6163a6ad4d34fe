/** How honest subscribers and writers are started. */
export interface HonestConfiguration {
  readonly port: number;
  /** 0 if the server does not serve HTTP/2. */
  readonly http2Port: number;
  readonly subscribers: number;
  /** Milliseconds between the writes of one writer. */
  readonly interval: number;
  /** Seconds to wait for what is missing in the end. */
  readonly patience: number;
}

/** What became of honest subscribers and writers during an attack. */
export interface Summary {
  /** How many writes there were. */
  readonly writes: number;
  /** How many notifications of them came. */
  readonly told: number;
  /** The longest times until a response to a write, and from there to its notification, in seconds. */
  readonly longestResponse: number;
  readonly longestNotification: number;
  /** How many subscriptions were begun meanwhile, and the longest time that one took, in seconds. */
  readonly newcomers: number;
  readonly longestBeginning: number;
  readonly problems: readonly string[];
}
