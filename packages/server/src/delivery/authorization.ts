import type { Awaitable } from "../events/log.ts";

/** How long a client may get notifications of a resource (EQ-AZ-1). A member that is left out sets no limit. */
export interface Authorization {
  /** When the authorization lapses. No notification is sent from then on, and no longer duration is promised (EQ-EV-5). */
  readonly until?: Date | undefined;
  /** Aborts when the authorization is revoked; the stream then ends. */
  readonly revoked?: AbortSignal | undefined;
  /**
   * Called before each notification, or before those of one tick: returns whether the authorization still holds. `false`
   * ends the response cleanly before the notification; so does a failure, which is reported. Return a boolean rather than a
   * promise if you can: while a promise is pending, this subscriber's notifications wait, up to `limits.waitingBytes`.
   */
  readonly check?: (() => Awaitable<boolean>) | undefined;
}

/** Whether a client may subscribe: `true` for good, `false` not at all, or as an {@link Authorization} says. */
export type AuthorizationDecision = boolean | Authorization;

/** Who asks for a subscription. */
export interface Requester {
  /** The name by which the limits for each client count; `undefined`: they do not apply. */
  readonly client?: string | undefined;
  /** The decision of the application; `true` if it makes none. */
  readonly authorization: AuthorizationDecision;
}

/** The seconds for which an authorization still holds: 0 if it does not, `Infinity` if it has no end. */
export function authorizedSeconds(decision: AuthorizationDecision): number {
  if (decision === true) return Number.POSITIVE_INFINITY;
  // Anything else, from untyped callers, is no permission.
  if (typeof decision !== "object" || decision === null) return 0;
  const { until, revoked } = decision;
  if (revoked?.aborted === true) return 0;
  // An invalid date is no permission either.
  return until === undefined ? Number.POSITIVE_INFINITY : Math.max(0, (until.getTime() - Date.now()) / 1000 || 0);
}
