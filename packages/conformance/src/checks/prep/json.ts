import { expectThat } from "../../finding.ts";
import { objectOf, type StreamItem } from "../../subscriptions/notification.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { Check } from "../check.ts";
import { askingFor } from "./advertised.ts";

/** A date and time (RFC 3339). */
export const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

const after = ["prep/stream/notification-at-once", "prep/accept-field/string"];

export const prepJsonChecks: readonly Check[] = [
  {
    id: "prep/json/members",
    protocol: "prep",
    requirements: ["NF-2"],
    level: "ours",
    sentence: "A notification in application/json has published (in UTC), event-id and type",
    needs: { events: ["any"] },
    after,
    async judge(context) {
      const acceptEvents = askingFor("application/json", context);
      const subscription = await context.prep(await context.resource(), { acceptEvents });
      const notification = await context.isLive(subscription);
      expectMembers(subscription.exchange, notification, {
        published: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
        "event-id": /./,
        type: /^(create|update)$/,
      });
    },
  },
  {
    id: "prep/json/deletion",
    protocol: "prep",
    requirements: ["NF-2"],
    level: "ours",
    sentence: "A notification in application/json of a deletion has the type delete",
    needs: { events: ["delete"] },
    after: ["prep/json/members"],
    async judge(context) {
      const resource = await context.resource();
      const subscription = await context.prep(resource, { acceptEvents: askingFor("application/json", context) });
      await context.cause("delete", resource);
      const notification = await subscription.next("a notification of the DELETE");
      expectMembers(subscription.exchange, notification, { type: /^delete$/ });
    },
  },
];

/** Fails if a notification is not a JSON object with these members, whose values match the patterns. */
export function expectMembers(
  exchange: Exchange,
  notification: StreamItem,
  members: Readonly<Record<string, RegExp>>,
): void {
  const object = objectOf(notification);
  for (const [name, pattern] of Object.entries(members)) {
    const value = object?.[name];
    expectThat(typeof value === "string" && pattern.test(value), {
      expected: `the member ${name}, as ${pattern.source}`,
      observed: object === undefined ? "not a JSON object" : `${name}: ${JSON.stringify(value)}`,
      exchange,
      range: notification,
    });
  }
}
