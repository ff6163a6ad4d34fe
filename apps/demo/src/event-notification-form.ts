import { type Form, textOf } from "@resource-events/server";

/** `example/event-notification`, the placeholder in the drafts' examples (NF-4): a form of a user's own. */
export const eventNotificationForm: Form = {
  mediaType: "example/event-notification",
  render(event, { url }) {
    const lines = [
      `published: ${event.published.toISOString()}`,
      `event-id: ${event.id}`,
      `type: ${event.type}`,
      ...(event.object === undefined ? [] : [`object: ${url(event.object)}`]),
    ];
    return textOf(`${lines.join("\n")}\n`);
  },
};
