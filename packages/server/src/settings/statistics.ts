import type { LogSize } from "../events/log.ts";

/** The protocols. */
export type ProtocolName = "prep" | "events-query";

/** Why a subscription ended. */
export type EndReason =
  /** Its resource was deleted (EQ-ST-8, PREP-RS-9). */
  | "deleted"
  /** Its duration expired (EQ-ST-9, PREP-RS-9). */
  | "duration"
  /** The client asked for a single notification, and got it (EQ-SN-2). */
  | "notified"
  /** Its authorization expired or was revoked (EQ-AZ-1). */
  | "unauthorized"
  /** The server was closed. */
  | "closed"
  /** A notification contained the boundary delimiter: the client has to reconnect, and gets another boundary. */
  | "boundary"
  /** The log did not take an event, so the client could not be told of it: it begins anew. */
  | "log"
  /** The client disconnected. */
  | "left"
  /** The server broke it off: the client read too slowly, or something failed, which `onError` got. */
  | "cut-off";

/** How many subscriptions there are. One that the server ended counts until its client has read the end, or disconnected. */
export interface SubscriptionCounts {
  /** The total. */
  readonly total: number;
  /** The number for each protocol. */
  readonly byProtocol: Readonly<Record<ProtocolName, number>>;
  /** The number for each resource, by its name (of all hosts and scopes). Resources without subscriptions are not in it. */
  readonly byResource: ReadonlyMap<string, number>;
}

/** A snapshot of the current subscriptions, and of counts since the start. */
export interface Statistics {
  /** The current subscriptions. */
  readonly subscriptions: SubscriptionCounts;
  /** How many subscriptions have begun. */
  readonly opened: number;
  /** How many of those resumed after the last event that the client knew. */
  readonly resumed: number;
  /**
   * How many subscriptions were refused, by status. 403: not authorized. 429: the client has too many. 503: a limit is
   * reached, or the server is closing.
   */
  readonly refused: Readonly<Record<403 | 429 | 503, number>>;
  /** How many subscriptions have ended, by reason. */
  readonly ended: Readonly<Record<EndReason, number>>;
  /** How many notifications were sent. One that goes to three subscribers counts three times. */
  readonly delivered: number;
  /** How many notifications slow clients skipped because they asked for the latest. */
  readonly skipped: number;
  /** How many bytes of content were sent to subscribers: representations, notifications and their framing. */
  readonly bytes: number;
  /** How much the log holds; `undefined` if it has no `size` method. */
  readonly log: LogSize | undefined;
  /**
   * The time from recording an event until writing it to its subscribers. It includes the wait for the response to the
   * request that caused the event, which must be sent first.
   */
  readonly lag: {
    /** How many events were sent to at least one subscriber. */
    readonly count: number;
    /** The sum, in seconds. */
    readonly sum: number;
    /** The longest, in seconds. */
    readonly longest: number;
  };
}

/** Counts for the statistics. */
export class Meter {
  opened = 0;
  resumed = 0;
  delivered = 0;
  skipped = 0;
  bytes = 0;
  readonly refused = { 403: 0, 429: 0, 503: 0 };
  readonly ended: Record<EndReason, number> = {
    deleted: 0,
    duration: 0,
    notified: 0,
    unauthorized: 0,
    closed: 0,
    boundary: 0,
    log: 0,
    left: 0,
    "cut-off": 0,
  };
  readonly #lag = { count: 0, sum: 0, longest: 0 };

  /** Counts an event that was delivered `seconds` after it was recorded. */
  countDelivery(seconds: number): void {
    this.#lag.count += 1;
    this.#lag.sum += seconds;
    this.#lag.longest = Math.max(this.#lag.longest, seconds);
  }

  snapshot(subscriptions: SubscriptionCounts, log: LogSize | undefined): Statistics {
    const { opened, resumed, delivered, skipped, bytes } = this;
    return {
      subscriptions,
      opened,
      resumed,
      refused: { ...this.refused },
      ended: { ...this.ended },
      delivered,
      skipped,
      bytes,
      log,
      lag: { ...this.#lag },
    };
  }
}
