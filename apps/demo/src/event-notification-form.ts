import { type Form, textOf } from "@resource-events/server";

/**
 * `example/event-notification`, the placeholder in the examples of the drafts (NF-4). It shows how to write a custom
 * form.
 */
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
