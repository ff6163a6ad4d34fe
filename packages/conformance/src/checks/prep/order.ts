import { expectThat } from "../../finding.ts";
import { eventDetails } from "../../subscriptions/notification.ts";
import type { Check } from "../check.ts";
import { askingFor } from "./advertised.ts";
import { notificationsOf, take } from "./served.ts";

export const prepOrderChecks: readonly Check[] = [
  {
    id: "prep/order/each-once",
    protocol: "prep",
    requirements: ["PREP-MS-1"],
    level: "should",
    sentence: "Each of many quick events is notified exactly once",
    needs: { events: ["any", "delete"] },
    after: ["prep/termination/delete-ends-stream"],
    async judge(context) {
      const resource = await context.resource();
      const subscription = await context.prep(resource);
      const count = 12;
      await Promise.all(Array.from({ length: count }, () => context.cause("any", resource)));
      // The stream ends with the DELETE, so all notifications have arrived.
      await context.cause("delete", resource);
      await subscription.exchange.ended(undefined, "the end after the notification of the DELETE");
      const received = notificationsOf(subscription);
      const ids = received.map((item) => eventDetails(item).eventId).filter((id) => id !== undefined);
      expectThat(received.length === count + 1 && new Set(ids).size === ids.length, {
        expected: `${count + 1} notifications`,
        observed: `${received.length} notifications, ${new Set(ids).size} different Event-IDs`,
        exchange: subscription.exchange,
      });
    },
  },
  {
    id: "prep/order/as-caused",
    protocol: "prep",
    requirements: ["PREP-RS-7"],
    level: "ours",
    sentence: "Notifications arrive in the order in which requests were answered",
    needs: { events: ["put", "patch"] },
    after: ["prep/order/each-once", "prep/message/method", "prep/notification/after-patch"],
    async judge(context) {
      const resource = await context.resource();
      const subscription = await context.prep(resource, { acceptEvents: askingFor("message/rfc822", context) });
      const kinds = ["put", "patch", "patch", "put", "patch", "put", "put"] as const;
      for (const kind of kinds) await context.cause(kind, resource);
      const received = await take(subscription, kinds.length, `${kinds.length} notifications`);
      const methods = received.map((item) => eventDetails(item).method).join(", ");
      const wanted = kinds.join(", ").toUpperCase();
      const { exchange } = subscription;
      expectThat(methods === wanted, { expected: wanted, observed: methods, exchange });
    },
  },
  {
    id: "prep/order/same-for-all",
    protocol: "prep",
    requirements: ["PREP-RS-7"],
    level: "ours",
    sentence: "All subscribers see the same events in the same order",
    needs: { events: ["any"] },
    after: ["prep/order/each-once"],
    async judge(context) {
      const resource = await context.resource();
      const subscriptions = await Promise.all([1, 2, 3].map(() => context.prep(resource)));
      const count = 8;
      await Promise.all(Array.from({ length: count }, () => context.cause("any", resource)));
      const [first, ...others] = await Promise.all(
        subscriptions.map(async (subscription) => {
          const received = await take(subscription, count, `${count} notifications of ${count} events`);
          return received
            .map((item) => eventDetails(item).eventId ?? Buffer.from(item.body).toString("latin1"))
            .join(", ");
        }),
      );
      others.forEach((other, index) => {
        const exchange = subscriptions[index + 1]?.exchange;
        expectThat(other === first, { expected: `${first}`, observed: other, ...(exchange && { exchange }) });
      });
    },
  },
];
