import type { Awaitable } from "../events/log.ts";

/** For how long somebody may be told of a resource's events (EQ-AZ-1); members that are left out limit nothing. */
export interface Authorization {
  /** When it lapses: no notification is sent from then on, and no longer duration is promised (EQ-EV-5). */
  readonly until?: Date | undefined;
  /** Aborts when it is revoked. */
  readonly revoked?: AbortSignal | undefined;
  /**
   * Is asked before each notification, or before those of one tick, whether it still holds. `false`, or a failure, which
   * is reported, ends the response cleanly before the notification. Answer at once where you can: while a promise is
   * waited for, this subscriber's notifications wait, and are bounded by `limits.waitingBytes`.
   */
  readonly check?: (() => Awaitable<boolean>) | undefined;
}

/** Whether somebody may subscribe: `true`, without end; `false`, not at all. */
export type AuthorizationDecision = boolean | Authorization;

/** Who asks for a subscription, as far as the adapter and its application know. */
export interface Requester {
  /** What the limits for each client count by; `undefined`: they do not apply. */
  readonly client?: string | undefined;
  /** What the application says of it; `true` where it has no say. */
  readonly authorization: AuthorizationDecision;
}

/** The seconds that an authorization is still good for: 0 where it is not, `Infinity` where it has no end. */
export function authorizedSeconds(decision: AuthorizationDecision): number {
  if (decision === true) return Number.POSITIVE_INFINITY;
  // Whatever else untyped callers give is no permission.
  if (typeof decision !== "object" || decision === null) return 0;
  const { until, revoked } = decision;
  if (revoked?.aborted === true) return 0;
  // A date that is none says nothing that could be relied on.
  return until === undefined ? Number.POSITIVE_INFINITY : Math.max(0, (until.getTime() - Date.now()) / 1000 || 0);
}
