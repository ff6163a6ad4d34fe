import type { ResourceEvent } from "../event.ts";
import { type Form, type RenderContext, textOf } from "./form.ts";

const context = "https://www.w3.org/ns/activitystreams";

/** `application/activity+json` (NF-3, PREP-AS-1, PREP-AS-2). */
export const activityForm: Form = { mediaType: "application/activity+json", render };

/** `application/ld+json` with the vocabulary of ActivityStreams (NF-3, PREP-AS-1, PREP-AS-2). */
export const linkedDataForm: Form = { mediaType: "application/ld+json", render };

function render(event: ResourceEvent, { url }: RenderContext): Uint8Array {
  const self = url(event.resource);
  const activity = {
    "@context": context,
    id: `urn:uuid:${event.uuid}`,
    published: event.published.toISOString(),
    state: event.id,
  };
  if (event.object === undefined) {
    return textOf(JSON.stringify({ ...activity, type: event.type === "delete" ? "Delete" : "Update", object: self }));
  }
  // The resource is a container, and the event concerns a child: it was added to a target, or removed from an origin.
  const [type, place] = (
    { create: ["Add", "target"], update: ["Update", "target"], delete: ["Remove", "origin"] } as const
  )[event.type];
  return textOf(JSON.stringify({ ...activity, type, object: url(event.object), [place]: self }));
}
