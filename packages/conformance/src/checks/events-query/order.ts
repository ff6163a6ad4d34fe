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

/** A server may tell contiguous events in one notification (terminology of the drafts): order and completeness are judged apart. */
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
    sentence: "No event is told twice to a subscriber",
    async judge(context) {
      const { subscriptions } = await many(context);
      for (const subscription of subscriptions) {
        const told = notifiedIds(subscription);
        const doubled = told.find((id, index) => told.indexOf(id) < index);
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
    sentence: "Each of many quick events is told to each of several subscribers, in a notification of its own",
    async judge(context) {
      const { ids, subscriptions } = await many(context);
      for (const subscription of subscriptions) {
        const told = notifiedIds(subscription);
        const lost = ids.filter((id) => !told.includes(id));
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
    sentence: "Events at the same time are told to all subscribers in the same order",
    async judge(context) {
      const resource = await context.resource();
      const subscriptions = await several(context);
      const ids = await Promise.all(Array.from({ length: quick }, () => causeKnown(context, resource)));
      const last = await causeKnown(context, resource);
      await Promise.all(subscriptions.map((one) => toldUpTo(one, last)));
      const orders = subscriptions.map((one) => notifiedIds(one).filter((id) => ids.includes(id ?? "")));
      for (const [index, order] of orders.entries()) {
        // What one was told of may be in another's notification of a later event.
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

/** Many events one after the other, as quickly as they are answered; resolves when each subscriber was told of the last. */
async function many(context: CheckContext) {
  const resource = await context.resource();
  const subscriptions = await several(context);
  const ids: string[] = [];
  while (ids.length < quick) ids.push(await causeKnown(context, resource));
  // One more, so that whatever is held back until the next event comes, too.
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
