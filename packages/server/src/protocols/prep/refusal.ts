import { serializeEvents } from "@resource-events/fields";
import type { ResponseFields } from "../../message.ts";
import { prepAdmits } from "./protocol.ts";

/** Why notifications are not served, as a status code in `Events` (PREP-NO-4). */
export type PrepRefusalStatus = 400 | 403 | 406 | 412 | 429 | 503;

/** Notifications are asked for and can't be served: the ordinary response says why (PREP-NO-4). */
export interface PrepRefusal {
  readonly kind: "prep-refusal";
  /** Why. */
  readonly status: PrepRefusalStatus;
  /** The seconds after which they may be served. */
  readonly retryAfter?: number | undefined;
}

/** The fields of an ordinary response with the status `status` that say why it has no notifications (PREP-NO-3, PREP-NO-4). */
export function prepRefusalFields(refusal: PrepRefusal, status: number): ResponseFields {
  // Without the refusal, this response would have had no notifications either.
  if (!prepAdmits(status)) return notAdmitted;
  const events = ["Events", serializeEvents({ protocol: "prep", status: refusal.status })] as const;
  return refusal.retryAfter === undefined ? [events] : [events, ["Retry-After", String(refusal.retryAfter)]];
}

/** The fields of an ordinary response whose status admits no notifications (PREP-NO-2). */
export const notAdmitted: ResponseFields = [["Events", serializeEvents({ protocol: "prep", status: 412 })]];
