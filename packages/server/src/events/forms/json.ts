import { parseMediaType } from "@resource-events/fields";
import type { Delta } from "../event.ts";
import { type Form, textOf } from "./form.ts";

/**
 * `application/json` (NF-2): one JSON object on one line. Its member `delta` is the unchanged JSON text if the delta is JSON,
 * or a string if it is other text; `delta-type` has the media type. Both are absent if the delta is not text.
 */
export const jsonForm: Form = {
  mediaType: "application/json",
  delta: true,
  latest: true,
  render(event, { delta, etag, skipped, url }) {
    const notification = {
      published: event.published.toISOString(),
      "event-id": event.id,
      type: event.type,
      method: event.method,
      etag,
      object: event.object === undefined ? undefined : url(event.object),
      skipped,
    };
    const members = JSON.stringify(notification).slice(0, -1);
    const embedded = delta === undefined ? undefined : embed(delta);
    if (delta === undefined || embedded === undefined) return textOf(`${members}}`);
    return textOf(`${members},"delta-type":${JSON.stringify(delta.mediaType)},"delta":${embedded}}`);
  },
};

/** The delta as JSON text. JSON stays as it is: parsing and serializing it would change numbers (NF-5). */
function embed({ mediaType, content }: Delta): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(content);
    if (!isJson(mediaType)) return JSON.stringify(text);
    JSON.parse(text);
    return text.trim();
  } catch {
    return undefined;
  }
}

/** Whether a media type is JSON: `application/json`, or a type with the suffix `+json` (RFC 6838). */
export function isJson(mediaType: string): boolean {
  const { type, subtype } = parseMediaType(mediaType);
  return (type === "application" && subtype === "json") || subtype.endsWith("+json");
}
