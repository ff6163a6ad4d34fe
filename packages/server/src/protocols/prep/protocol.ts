import { serializeEvents } from "@resource-events/fields";
import {
  createBoundary,
  encodeCloseDelimiter,
  encodeDelimiter,
  encodeFirstDelimiter,
  encodePartHead,
} from "@resource-events/streams";
import { concatenate } from "../../delivery/bytes.ts";
import type { Choice } from "../../delivery/choice.ts";
import type { Protocol, StreamHead, StreamHeadContext } from "../../delivery/protocol.ts";
import type { Discovery } from "../discovery.ts";
import { announcedLength, sortFields, streamFields, varyWith } from "../response-fields.ts";

/** Whether notifications may follow a response of the application with this status (PREP-NO-2). */
export function prepAdmits(status: number): boolean {
  return status === 200 || status === 204 || status === 206 || status === 226;
}

/** PREP, for a plan with this choice. */
export function prepProtocol(choice: Choice, discovery: Discovery): Protocol {
  return {
    name: "prep",
    admits: prepAdmits,
    // `expires` is an integer (PREP-EV-4).
    promise: (seconds) => Math.max(1, Math.floor(seconds)),
    streamHead: (context) => streamHead(context, choice, discovery),
  };
}

/** Composes the response with notifications (PREP-RS-1 to PREP-RS-11). */
function streamHead(
  { status, fields, variant, representation, eventId, duration, audienceOf }: StreamHeadContext,
  choice: Choice,
  discovery: Discovery,
): StreamHead {
  const outer = createBoundary();
  const audience = audienceOf({ ...choice, variant });
  const sent = representation && status !== 204;
  const length = sent ? announcedLength(fields) : undefined;
  const { content, general } = sortFields(fields);
  const varying = representation ? ["Accept-Events"] : ["Accept-Events", "Last-Event-ID"];
  const vary = varyWith(fields.get("vary"), varying);
  return {
    kind: "stream",
    // A 204 can't have content, but this response does.
    status: status === 204 ? 200 : status,
    fields: [
      ...general,
      ...streamFields(eventId),
      ["Content-Type", `multipart/mixed; boundary="${outer}"`],
      ["Events", serializeEvents({ protocol: "prep", status: 200, expires: duration })],
      ["Vary", vary],
      ...discovery.acceptEvents,
      ...discovery.acceptQuery,
    ],
    audience,
    before: [
      encodeFirstDelimiter(outer),
      encodePartHead(sent ? content : content.filter(([name]) => name !== "Content-Length")),
    ],
    representation: sent ? (length === undefined ? {} : { length }) : undefined,
    after: [
      encodeDelimiter(outer),
      encodePartHead([["Content-Type", `multipart/digest; boundary="${audience.boundary}"`]]),
      encodeFirstDelimiter(audience.boundary),
    ],
    // The line end after the inner close-delimiter is also the one that the next outer delimiter begins with.
    close: () => concatenate([encodeCloseDelimiter(), encodeFirstDelimiter(outer), encodeCloseDelimiter()]),
  };
}
