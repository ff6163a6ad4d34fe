import type { ResourceEvent } from "../events/event.ts";
import type { EndReason } from "../settings/statistics.ts";

/** What goes to the members of an audience in one write. */
export interface Batch {
  /** The notifications, framed, one after another. */
  readonly bytes: Uint8Array;
  /** The events that they tell. */
  readonly events: readonly ResourceEvent[];
  /** Why the stream ends after them; `undefined`: it does not. */
  readonly end: EndReason | undefined;
  /** Whether it is what a slow reader gets after a gap: its length must not be the reason of another one. */
  readonly closesGap?: boolean;
}
