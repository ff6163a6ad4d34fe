import { serializeEvents } from "@resource-events/fields";
import type { ResponseFields } from "../../message.ts";
import { prepAdmits } from "./protocol.ts";

/** The status in `Events` that says why a response has no notifications (PREP-NO-4). */
export type PrepRefusalStatus = 400 | 403 | 406 | 412 | 429 | 503;

/** A client asked for notifications, and can't get them: the ordinary response says why (PREP-NO-4). */
export interface PrepRefusal {
  readonly kind: "prep-refusal";
  /** Why. */
  readonly status: PrepRefusalStatus;
  /** After how many seconds the client may try again. */
  readonly retryAfter?: number | undefined;
}

/** The fields for an ordinary response with the status `status` that say why it has no notifications (PREP-NO-3, PREP-NO-4). */
export function prepRefusalFields(refusal: PrepRefusal, status: number): ResponseFields {
  // This response could not have had notifications anyway.
  if (!prepAdmits(status)) return notAdmitted;
  const events = ["Events", serializeEvents({ protocol: "prep", status: refusal.status })] as const;
  return refusal.retryAfter === undefined ? [events] : [events, ["Retry-After", String(refusal.retryAfter)]];
}

/** The fields for an ordinary response whose status does not admit notifications (PREP-NO-2). */
export const notAdmitted: ResponseFields = [["Events", serializeEvents({ protocol: "prep", status: 412 })]];
