import type { Notification } from "./notification.ts";
import type { Subscription } from "./subscription.ts";

/**
 * What an observation is doing.
 *
 * - `connecting`: a request is on its way; so it is before the iteration begins, too.
 * - `open`: a response brings notifications.
 * - `waiting`: the last attempt failed, or the server ends its responses at once; the next comes at `retryAt`.
 * - `closed`: it is over.
 */
export type ObservationState = "connecting" | "open" | "waiting" | "closed";

/**
 * Why notifications may have been missed.
 *
 * - `history-lost`: the server was told the last event id, and does not go on from there: it has forgotten that event.
 * - `unknown-position`: there was no event id to go on from, since the server gives none; or it does not say whether it
 *   went on from the one that it was told.
 */
export type GapReason = "history-lost" | "unknown-position";

/** Where an observation begins, or begins anew. */
export interface ObservedRepresentation {
  /** Tells it from other items. */
  readonly kind: "representation";
  /** The representation, whole and in memory: it may be read at any time, or never. */
  readonly representation: Response;
  /** The event that it shows (EQ-RP-5, PREP-RS-11); undefined where the server does not say. */
  readonly eventId: string | undefined;
  /** Why it comes: as the first item, or since notifications before it may have been missed. */
  readonly reason: "first" | GapReason;
}

/** An event. */
export interface ObservedNotification {
  /** Tells it from other items. */
  readonly kind: "notification";
  /** What happened. */
  readonly notification: Notification;
}

/** Notifications may have been missed here, and no representation makes up for them, since none was asked for. */
export interface ObservedGap {
  /** Tells it from other items. */
  readonly kind: "gap";
  /** The event after which the notifications go on; undefined where the server does not say. */
  readonly eventId: string | undefined;
  /** Why. */
  readonly reason: GapReason;
}

/** What an observation brings. */
export type Observed = ObservedRepresentation | ObservedNotification | ObservedGap;

/**
 * A resource that is followed across responses: {@link observe}. It begins with the first `next()`, works while an item is
 * awaited, and can be iterated once. Leaving the loop closes it.
 *
 * The iteration finishes after the deletion of the resource, unless told otherwise, and after `close()`. It throws a
 * {@link ClientError} where trying again would be of no use, and the signal's reason where that aborts.
 */
export interface Observation extends AsyncIterable<Observed, undefined> {
  /** The URL of the resource: after redirects, as soon as a response has come. */
  readonly url: string;
  /** What it is doing. */
  readonly state: ObservationState;
  /** The event that it would go on from; undefined where it would begin anew. Keep it, to go on after a restart of yours. */
  readonly lastEventId: string | undefined;
  /** The response of now, while open: to look at, not to iterate. */
  readonly subscription: Subscription | undefined;
  /** When the duration of that response is over, while open and known. */
  readonly endsAt: Date | undefined;
  /** When the next attempt comes, while waiting. */
  readonly retryAt: Date | undefined;
  /**
   * Connects now: ends a pause, or leaves the response of now and goes on in another. To be called when the network has
   * come back, or the user wants it. While connecting, and once closed, it does nothing.
   */
  reconnect(): void;
  /** Ends it, whatever it is doing. Who waits for an item gets the end of the iteration. */
  close(): void;
}
