import type { Notification } from "@resource-events/client";
import { type Content, contentOf } from "./content.ts";

/** The delta in a notification: the difference that the event made (NF-5). */
export type Delta = Content & {
  /** The media type of the delta; absent if the server does not send it. */
  readonly mediaType?: string;
};

/** Returns the delta of a notification: the body of a `message/rfc822` (PREP-MS-7), or the member `delta` of JSON (NF-2). */
export function deltaOf({ mediaType, headers, body, json }: Notification): Delta | undefined {
  if (mediaType === "message/rfc822") {
    if (body.length === 0) return undefined;
    return { ...typed(headers.get("content-type")), ...contentOf(body) };
  }
  if (mediaType !== "application/json") return undefined;
  try {
    const members = new Map<string, unknown>(Object.entries(Object(json())));
    const delta = members.get("delta");
    if (delta === undefined) return undefined;
    const text = typeof delta === "string" ? delta : JSON.stringify(delta);
    return { ...typed(members.get("delta-type")), text };
  } catch {
    return undefined; // not JSON: its content is shown unchanged
  }
}

function typed(mediaType: unknown): { mediaType?: string } {
  return typeof mediaType === "string" ? { mediaType } : {};
}
