import type { Notification } from "./notification.ts";
import type { Subscription } from "./subscription.ts";

/**
 * What an observation is doing.
 *
 * - `connecting`: a request is under way; also the state before the iteration begins.
 * - `open`: a response brings notifications.
 * - `waiting`: the last attempt failed, or the server ends its responses at once; the next attempt is at `retryAt`.
 * - `closed`: the observation is over.
 */
export type ObservationState = "connecting" | "open" | "waiting" | "closed";

/**
 * Why notifications may have been missed.
 *
 * - `history-lost`: the client sent its last event id, and the server did not resume there: it has forgotten that event.
 * - `unknown-position`: the client had no event id to resume after, because the server gives none, or none that can be sent
 *   back; or the server does not say whether it resumed.
 */
export type GapReason = "history-lost" | "unknown-position";

/** The representation with which an observation begins, or starts over. */
export interface ObservedRepresentation {
  /** The kind of this item. */
  readonly kind: "representation";
  /** The representation, complete and in memory: read it at any time, or never. */
  readonly representation: Response;
  /** The event that it shows (EQ-RP-5, PREP-RS-11); undefined if the server does not say. */
  readonly eventId: string | undefined;
  /** Why it comes: as the first item, or because notifications before it may have been missed. */
  readonly reason: "first" | GapReason;
}

/** An event. */
export interface ObservedNotification {
  /** The kind of this item. */
  readonly kind: "notification";
  /** What happened. */
  readonly notification: Notification;
}

/** Notifications may have been missed here. No representation makes up for them, because none was asked for. */
export interface ObservedGap {
  /** The kind of this item. */
  readonly kind: "gap";
  /** The event after which the notifications continue; undefined if the server does not say. */
  readonly eventId: string | undefined;
  /** Why notifications may have been missed. */
  readonly reason: GapReason;
}

/** An item of an observation. */
export type Observed = ObservedRepresentation | ObservedNotification | ObservedGap;

/**
 * A resource that is followed across responses; made by {@link observe}. It begins with the first `next()`, works while an
 * item is awaited, and can be iterated once. Leaving the loop closes it.
 *
 * The iteration finishes after the resource is deleted, unless `afterDeletion` says otherwise, and after `close()`. It throws
 * a {@link ClientError} if trying again would not help, and the signal's reason if that aborts.
 */
export interface Observation extends AsyncIterable<Observed, undefined> {
  /** The URL of the resource; after redirects, once there was a response. */
  readonly url: string;
  /** What the observation is doing. */
  readonly state: ObservationState;
  /** The event to resume after; undefined if it would start over. Store it to resume after a restart of your program. */
  readonly lastEventId: string | undefined;
  /** The current response, while open: to look at, not to iterate. */
  readonly subscription: Subscription | undefined;
  /** When the duration of that response ends, while open, if known. */
  readonly endsAt: Date | undefined;
  /** When the next attempt is due, while waiting. */
  readonly retryAt: Date | undefined;
  /**
   * Connects now: ends a pause, or leaves the current response and resumes in another. Call it when the network is back, or
   * the user asks for it. While connecting, and once closed, it does nothing.
   */
  reconnect(): void;
  /** Ends the observation, whatever it is doing. A pending `next()` resolves with the end of the iteration. */
  close(): void;
}
