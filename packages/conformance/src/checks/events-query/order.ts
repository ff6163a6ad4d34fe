import { expectThat } from "../../finding.ts";
import type { EventsQuerySubscription } from "../../subscriptions/events-query.ts";
import type { Check, CheckContext } from "../check.ts";
import { notified, stream } from "./opening.ts";
import { causeKnown, notifiedIds } from "./writing.ts";

const quick = 12;
const common = {
  protocol: "events-query",
  requirements: ["EQ-ST-10"],
  level: "ours",
  needs: { events: ["any"] },
  after: [notified],
} as const satisfies Partial<Check>;

/**
 * The drafts let a server combine contiguous events in one notification, so order and completeness are separate checks.
 */
export const eventsQueryOrderChecks: readonly Check[] = [
  {
    ...common,
    id: "events-query/order/in-order",
    sentence: "Notifications of many quick events reach each of several subscribers in the order of the events",
    async judge(context) {
      const { ids, subscriptions } = await many(context);
      for (const subscription of subscriptions) {
        const places = notifiedIds(subscription)
          .map((id) => ids.indexOf(id ?? ""))
          .filter((place) => place >= 0);
        const swapped = places.find((place, index) => place < (places[index - 1] ?? 0));
        expectThat(swapped === undefined, {
          expected: "notifications in the order of the events",
          observed: places.join(", "),
          exchange: subscription.exchange,
        });
      }
    },
  },
  {
    ...common,
    id: "events-query/order/none-doubled",
    sentence: "No subscriber gets an event twice",
    async judge(context) {
      const { subscriptions } = await many(context);
      for (const subscription of subscriptions) {
        const received = notifiedIds(subscription);
        const doubled = received.find((id, index) => received.indexOf(id) < index);
        expectThat(doubled === undefined, {
          expected: "each event once",
          observed: `the event ${doubled} twice`,
          exchange: subscription.exchange,
        });
      }
    },
  },
  {
    ...common,
    id: "events-query/order/each-told",
    sentence: "Each of several subscribers gets a separate notification for each of many quick events",
    async judge(context) {
      const { ids, subscriptions } = await many(context);
      for (const subscription of subscriptions) {
        const received = notifiedIds(subscription);
        const lost = ids.filter((id) => !received.includes(id));
        expectThat(lost.length === 0, {
          expected: `notifications of ${ids.length} events`,
          observed: `none of ${lost.join(", ")}`,
          exchange: subscription.exchange,
        });
      }
    },
  },
  {
    ...common,
    id: "events-query/order/same-for-all",
    sentence: "All subscribers get simultaneous events in the same order",
    async judge(context) {
      const resource = await context.resource();
      const subscriptions = await several(context);
      const ids = await Promise.all(Array.from({ length: quick }, () => causeKnown(context, resource)));
      const last = await causeKnown(context, resource);
      await Promise.all(subscriptions.map((one) => toldUpTo(one, last)));
      const orders = subscriptions.map((one) => notifiedIds(one).filter((id) => ids.includes(id ?? "")));
      for (const [index, order] of orders.entries()) {
        // One subscriber's event may be part of another one's notification of a later event.
        const common = order.filter((id) => orders.every((other) => other.includes(id)));
        const first = orders[0]?.filter((id) => common.includes(id));
        const exchange = subscriptions[index]?.exchange;
        expectThat(common.join(", ") === first?.join(", "), {
          expected: `the order of another subscriber: ${first?.join(", ")}`,
          observed: common.join(", "),
          ...(exchange === undefined ? {} : { exchange }),
        });
      }
    },
  },
];

/** Causes many events one by one, as fast as the responses arrive. Resolves when each subscriber has the last one. */
async function many(context: CheckContext) {
  const resource = await context.resource();
  const subscriptions = await several(context);
  const ids: string[] = [];
  while (ids.length < quick) ids.push(await causeKnown(context, resource));
  // One more event, to release a notification that waits for the next event.
  const last = await causeKnown(context, resource);
  await Promise.all(subscriptions.map((one) => toldUpTo(one, last)));
  return { ids: [...ids, last], subscriptions };
}

async function several(context: CheckContext): Promise<readonly EventsQuerySubscription[]> {
  const resource = await context.resource();
  return Promise.all([1, 2, 3].map(() => stream(context, resource)));
}

function toldUpTo(subscription: EventsQuerySubscription, id: string): Promise<boolean> {
  return subscription.exchange.bodyUntil(
    () => notifiedIds(subscription).includes(id),
    `a notification of the event ${id}`,
  );
}
