import { serializeEvents } from "@resource-events/fields";
import {
  createBoundary,
  encodeCloseDelimiter,
  encodeDelimiter,
  encodeFirstDelimiter,
  encodePartHead,
} from "@resource-events/streams";
import { concatenate } from "../../delivery/bytes.ts";
import type { PrepPlan } from "../../delivery/plan.ts";
import type { AudienceFinder, Preparation } from "../../delivery/preparation.ts";
import type { BaseResponse, ResponseFields } from "../../delivery/sink.ts";
import type { StartingPoint } from "../../delivery/starting-point.ts";
import { normalMediaType } from "../../events/variant.ts";
import { varyWith } from "../discovery.ts";
import { contentFieldsOf, generalFieldsOf, streamFields } from "../response-fields.ts";
import type { PrepRefusalStatus } from "./negotiate.ts";

/** Base responses that notifications may follow (PREP-NO-2). */
export function prepAdmits(status: number): boolean {
  return status === 200 || status === 204 || status === 206 || status === 226;
}

/** The field that tells with the ordinary response why notifications are not served (PREP-NO-3, PREP-NO-4). */
export function prepRefusal(status: PrepRefusalStatus, retryAfter?: number): ResponseFields {
  const events = ["Events", serializeEvents({ protocol: "prep", status })] as const;
  return retryAfter === undefined ? [events] : [events, ["Retry-After", String(retryAfter)]];
}

/** The response with notifications (PREP-RS-1 to PREP-RS-11). */
export function preparePrep(
  plan: PrepPlan,
  base: BaseResponse,
  start: StartingPoint,
  audienceOf: AudienceFinder,
): Preparation {
  const outer = createBoundary();
  const type = base.fields.get("content-type");
  const audience = audienceOf({ ...plan.choices[0], variant: type === null ? undefined : normalMediaType(type) }, true);
  const optedOut = start.resumed || plan.lastEventId === "*";
  const sent = !optedOut && base.status !== 204;
  const length = sent ? announcedLength(base.fields) : undefined;
  const content = contentFieldsOf(base.fields).filter(([name]) => sent || name !== "Content-Length");
  return {
    kind: "preparation",
    // A 204 can carry no content, but this response does.
    status: base.status === 204 ? 200 : base.status,
    fields: [
      ...generalFieldsOf(base.fields),
      ...streamFields(start.id),
      ["Content-Type", `multipart/mixed; boundary="${outer}"`],
      ["Events", serializeEvents({ protocol: "prep", status: 200, expires: plan.duration })],
      ["Vary", varyWith(base.fields.get("vary"), optedOut ? ["Accept-Events", "Last-Event-ID"] : ["Accept-Events"])],
      ...plan.discovery,
    ],
    audience,
    before: concatenate([encodeFirstDelimiter(outer), encodePartHead(content)]),
    representation: sent ? (length === undefined ? {} : { length }) : undefined,
    after: concatenate([
      encodeDelimiter(outer),
      encodePartHead([["Content-Type", `multipart/digest; boundary="${audience.boundary}"`]]),
      encodeFirstDelimiter(audience.boundary),
    ]),
    // The inner close-delimiter ends with the line end that the outer one's delimiter begins with.
    close: () => concatenate([encodeCloseDelimiter(), encodeFirstDelimiter(outer), encodeCloseDelimiter()]),
  };
}

/** The `Content-Length` of a base response, where it has one that can be. */
export function announcedLength(fields: Headers): number | undefined {
  const length = fields.get("content-length");
  return length !== null && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}
