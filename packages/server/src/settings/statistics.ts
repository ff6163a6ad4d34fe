import type { LogSize } from "../events/log.ts";

/** The protocols. */
export type ProtocolName = "prep" | "events-query";

/** How a subscription came to its end. */
export type EndReason =
  /** Its resource was deleted (EQ-ST-8, PREP-RS-9). */
  | "deleted"
  /** Its duration was over (EQ-ST-9, PREP-RS-9). */
  | "duration"
  /** The single notification that was asked for was sent (EQ-SN-2). */
  | "notified"
  /** Its authorization lapsed or was revoked (EQ-AZ-1). */
  | "unauthorized"
  /** The server was closed. */
  | "closed"
  /** A form rendered its boundary delimiter, so that it has to begin anew under another. */
  | "boundary"
  /** Its client left. */
  | "left"
  /** It was broken off: its client read too slowly, or something failed; `onError` was told what. */
  | "cut-off";

/** How many subscriptions there are; those that were ended count until their client has read the end, or is gone. */
export interface SubscriptionCounts {
  /** In all. */
  readonly total: number;
  /** By protocol. */
  readonly byProtocol: Readonly<Record<ProtocolName, number>>;
  /** By the key of their resource; only resources that have some. */
  readonly byResource: ReadonlyMap<string, number>;
}

/** What is going on, and what has been since the start; a snapshot. */
export interface Statistics {
  /** The subscriptions there are now. */
  readonly subscriptions: SubscriptionCounts;
  /** Subscriptions that were served. */
  readonly opened: number;
  /** How many of them resumed from their client's last event. */
  readonly resumed: number;
  /** Subscriptions that were refused, by status: 403 not authorized, 429 too many of one client, 503 no room, or closed. */
  readonly refused: Readonly<Record<403 | 429 | 503, number>>;
  /** Subscriptions that came to their end, by its reason. */
  readonly ended: Readonly<Record<EndReason, number>>;
  /** Notifications that were sent, each counted for every subscriber. */
  readonly delivered: number;
  /** Notifications that slow readers who asked for the latest did not get. */
  readonly skipped: number;
  /** Bytes of content that were sent to subscribers: representations, notifications, and what is between them. */
  readonly bytes: number;
  /** How much the log holds; `undefined` where it does not say. */
  readonly log: LogSize | undefined;
  /** The time from an event's recording until it is written to its subscribers: it waits for the answer to its cause. */
  readonly lag: {
    /** How many events were told to anybody. */
    readonly count: number;
    /** The sum, in seconds. */
    readonly sum: number;
    /** The longest, in seconds. */
    readonly longest: number;
  };
}

/** Counts what the statistics tell. */
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
    left: 0,
    "cut-off": 0,
  };
  readonly #lag = { count: 0, sum: 0, longest: 0 };

  /** An event was delivered, `seconds` after it was recorded. */
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
