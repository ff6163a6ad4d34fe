import { encodeMessage } from "@resource-events/streams";
import type { Form } from "./form.ts";

/** `message/rfc822`, the default form of PREP (NF-1, PREP-MS-3 to PREP-MS-7). */
export const rfc822Form: Form = {
  mediaType: "message/rfc822",
  delta: true,
  latest: true,
  render(event, { delta, etag, skipped, url }) {
    const fields: [string, string][] = [
      ["Method", event.method],
      ["Date", event.published.toUTCString()],
      ["Event-ID", event.id],
    ];
    if (etag !== undefined) fields.push(["ETag", etag]);
    if (event.object !== undefined) fields.push(["Content-Location", url(event.object)]);
    if (skipped !== undefined) fields.push(["Skipped", String(skipped)]);
    if (delta !== undefined) fields.push(["Content-Type", delta.mediaType]);
    return encodeMessage(fields, delta?.content);
  },
};
