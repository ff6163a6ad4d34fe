import { ServerError } from "../errors.ts";
import type { ResourceEvent } from "../events/event.ts";
import type { Awaitable } from "../events/log.ts";
import { atOnce } from "../settings/at-once.ts";

/** What a check of an authorization may answer: see {@link Authorization.check}. */
export type CheckResult = boolean | "omit";

/** How long a client may get notifications of a resource (EQ-AZ-1). A member that is left out, or `undefined`, sets no limit; one of them has to be there. */
export interface Authorization {
  /** When the authorization lapses. No notification is sent from then on, and no longer duration is promised (EQ-EV-5). */
  readonly until?: Date | undefined;
  /** Aborts when the authorization is revoked; the stream then ends. */
  readonly revoked?: AbortSignal | undefined;
  /**
   * Called for each event before its notification: returns whether the client may have it.
   *
   * - `true`: it gets the notification.
   * - `"omit"`: it does not get this one, and the stream goes on; for a container, whose events name members that not everybody
   *   may know of (PREP-SE-2). A single notification is awaited further.
   * - `false`: the authorization does not hold any more. The response ends cleanly before the notification.
   *
   * Anything else is no clear yes, and ends the response; so does a failure, which is reported, and an answer that takes longer
   * than `limits.extensionSeconds`. Return a value rather than a promise if you can: while a promise is pending, this
   * subscriber's notifications wait, up to `limits.waitingBytes`.
   */
  readonly check?: ((event: ResourceEvent) => Awaitable<CheckResult>) | undefined;
}

/**
 * Whether a client may subscribe: `true` for good, `false` not at all, or as an {@link Authorization} says: a plain object with at
 * least one of its members, and no others.
 */
export type AuthorizationDecision = boolean | Authorization;

/**
 * Reads what the application decided. Whatever is no clear yes is a no.
 *
 * @throws {@link ServerError} `authorization` if it is an object, but no {@link Authorization}: no plain object, or with none of
 *   the members, or with others (one may be misspelled); TypeError if a member is a promise.
 */
export function readDecision(decision: unknown): AuthorizationDecision {
  if (typeof decision !== "object" || decision === null) return decision === true;
  if (!isPlain(decision)) {
    throw new ServerError("authorization", `An authorization must be a plain object, not ${kindOf(decision)}`);
  }
  const { until, revoked, check, ...others } = decision as { readonly [Name in keyof Authorization]: unknown };
  const strange = Object.keys(others);
  if (strange.length > 0) {
    const names = strange.slice(0, 5).join(", ").slice(0, 100);
    throw new ServerError("authorization", `An authorization has no members but until, revoked and check: ${names}`);
  }
  if (until === undefined && revoked === undefined && check === undefined) {
    throw new ServerError("authorization", "An authorization has none of the members until, revoked and check");
  }
  for (const member of [until, revoked]) atOnce(member, "A member of an authorization");
  if (until !== undefined && !(until instanceof Date)) throw invalid("until", "a Date");
  if (check !== undefined && typeof check !== "function") throw invalid("check", "a function");
  if (revoked !== undefined && typeof (revoked as AbortSignal | null)?.addEventListener !== "function") {
    throw invalid("revoked", "an AbortSignal");
  }
  return decision;
}

/** Whether an object is no instance of anything, in whatever realm it was made. */
function isPlain(value: object): boolean {
  if (Array.isArray(value)) return false;
  const prototype: object | null = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function kindOf(value: object): string {
  return Array.isArray(value) ? "an array" : "an instance of a class";
}

function invalid(member: string, kind: string): ServerError {
  return new ServerError("authorization", `The member \`${member}\` of an authorization must be ${kind}`);
}

/** Calls a function in the context of a request. */
export type InContext = <Result>(act: () => Result) => Result;

/** The authorization, whose check is called in the context of the request that it was given to. */
export function checkedIn(inContext: InContext, authorization: Authorization): Authorization {
  const { check } = authorization;
  if (check === undefined) return authorization;
  return {
    get until() {
      return authorization.until;
    },
    get revoked() {
      return authorization.revoked;
    },
    check: (event) => inContext(() => check.call(authorization, event)),
  };
}

/** Calls the listener when the authorization is revoked; at once if it is. Returns a function that ends this. */
export function onRevoked({ revoked }: Authorization, listener: () => void): () => void {
  if (revoked === undefined) return () => {};
  revoked.addEventListener("abort", listener);
  if (revoked.aborted) listener();
  return () => revoked.removeEventListener("abort", listener);
}

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
