import type { Plan, Refusal } from "../delivery/plan.ts";
import type { PrepRefused } from "../protocols/prep/negotiate.ts";
import { refusal } from "../protocols/problem.ts";

/** Why a subscription is not taken, and when to come again. */
export interface Declined {
  readonly kind: "declined";
  readonly status: 403 | 429 | 503;
  /** Stable, for programs. */
  readonly code: string;
  /** For people. */
  readonly detail: string;
  /** Seconds after which it may be taken. */
  readonly retryAfter?: number;
}

/** The server was closed. */
export const stopping: Declined = {
  kind: "declined",
  status: 503,
  code: "closed",
  detail: "This server is about to stop.",
  retryAfter: 5,
};

/** The application does not authorize it (EQ-AZ-1). */
export const unauthorized: Declined = {
  kind: "declined",
  status: 403,
  code: "unauthorized",
  detail: "You may not subscribe to this resource.",
};

/** Something failed, of which `onError` was told. */
export const unavailable: Declined = {
  kind: "declined",
  status: 503,
  code: "unavailable",
  detail: "Subscriptions can't be taken right now.",
  retryAfter: 5,
};

/** The same in the words of the plan's protocol (PREP-NO-4, EQ-LD-1). */
export function refusalOf({ protocol }: Plan, { status, code, detail, retryAfter }: Declined): PrepRefused | Refusal {
  if (protocol === "prep") return { kind: "refused", status, retryAfter };
  return refusal(status, code, detail, retryAfter === undefined ? [] : [["Retry-After", String(retryAfter)]]);
}
