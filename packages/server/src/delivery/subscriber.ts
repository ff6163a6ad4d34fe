import type { ResourceEvent } from "../events/event.ts";
import type { EndReason } from "../settings/statistics.ts";

/** What goes to the subscribers of an audience in one write. */
export interface Batch {
  /** The notifications, framed, one after another. */
  readonly bytes: Uint8Array;
  /** The events that they report. */
  readonly events: readonly ResourceEvent[];
  /** The same notifications, one by one: for a subscriber that may not have all of them. */
  readonly frames: readonly Uint8Array[];
  /** Why the stream ends after them; `undefined`: it does not. */
  readonly end: EndReason | undefined;
  /** The ordinal of its newest event in the channel; `undefined`: it does not come as the channel delivers it. */
  readonly newest?: number | undefined;
  /** The ordinal of the newest event that was recorded when it was delivered: with those up to that one, it comes at once. */
  readonly recorded?: number | undefined;
  /** Whether it must find room however much waits: it comes after a gap, or last. */
  readonly unbounded?: boolean;
}

/**
 * One subscription, as its audience sees it. Usually this is the {@link StreamWriter} of its response; a subscriber that
 * may not get everything stands before it in a chain: {@link AuthorizedSubscriber}, then {@link LatestSubscriber}.
 */
export interface Subscriber {
  /** Takes what its audience sends. */
  deliver(batch: Batch): void;
  /** Sends filler, so that intermediaries see that the stream is alive; not if the client has enough to read. */
  keepAlive(filler: Uint8Array): void;
}
