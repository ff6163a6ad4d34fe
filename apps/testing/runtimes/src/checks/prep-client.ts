import prepFetch from "prep-fetch";
import { expect } from "vitest";
import type { Check } from "./check.ts";

/** What a published client of another author makes of our streams. */
export const prepClient: readonly Check[] = [
  {
    id: "prep-client",
    title: "the published prep-fetch reads the representation, every notification, and the end",
    only: { version: "HTTP/1.1", reason: "prep-fetch reads responses of `fetch`, and Node's does not speak HTTP/2" },
    async run(client, note) {
      await client.put(note, '{"a":1}', "application/json");
      const response = await fetch(`${client.address.origin}${note}`, {
        headers: { "Accept-Events": '"prep";accept=("message/rfc822";delta="application/merge-patch+json")' },
      });
      const prepared = prepFetch(response);
      const representation = await prepared.getRepresentation();
      expect(await representation.json()).toEqual({ a: 1 });

      const notifications = (await prepared.getNotifications())[Symbol.asyncIterator]();
      const next = async () => {
        const { value, done } = await notifications.next();
        if (done === true) return undefined;
        const message = await value.message();
        const { headers } = message;
        return { method: headers.get("method"), id: headers.get("event-id"), body: await message.text() };
      };
      const put = await client.put(note, '{"a":2}', "application/json");
      expect(await next()).toEqual({ method: "PUT", id: put.field("Event-ID"), body: "" });
      const patch = await client.patch(note, '{"a":3}');
      expect(await next()).toEqual({ method: "PATCH", id: patch.field("Event-ID"), body: '{"a":3}' });
      const removed = await client.exchange("DELETE", note);
      expect(await next()).toEqual({ method: "DELETE", id: removed.field("Event-ID"), body: "" });
      expect(await next()).toBeUndefined();
    },
  },
];
