import { expectThat, NotApplicable } from "../../finding.ts";
import type { EventsQuerySubscription } from "../../subscriptions/events-query.ts";
import { eventDetails, type StreamItem } from "../../subscriptions/notification.ts";
import type { Resource } from "../../triggers/trigger.ts";
import type { Check, CheckContext } from "../check.ts";
import { notified, openStream } from "./opening.ts";
import { eventIdOf, write } from "./writing.ts";

const common = {
  protocol: "events-query",
  requirements: ["NF-6"],
  level: "ours",
  feature: "container",
  needs: { container: true },
  after: [notified],
} as const satisfies Partial<Check>;

export const eventsQueryContainerChecks: readonly Check[] = [
  {
    ...common,
    id: "events-query/container/child-made",
    requirements: ["NF-6", "NF-7"],
    sentence:
      "A POST is notified on the container as create, with the URL of the new resource as object and the event id of the response",
    async judge(context) {
      const subscription = await streamOf(context, context.container());
      const { child, eventId } = await makeChild(context);
      const item = await toldOf(subscription, child, "create");
      expectThat(eventDetails(item).eventId === eventId, {
        expected: `event-id: ${eventId}`,
        observed: `event-id: ${eventDetails(item).eventId}`,
        exchange: subscription.exchange,
        range: item,
      });
    },
  },
  {
    ...common,
    id: "events-query/container/child-changed",
    after: ["events-query/container/child-made"],
    sentence: "A change of a child is update on the child, and update with object on its container",
    async judge(context) {
      const { child } = await makeChild(context);
      const [above, itself] = await Promise.all([
        streamOf(context, context.container()),
        streamOf(context, child),
      ] as const);
      const { type, content } = context.settings.contents.put;
      await write(context, child, content.replaceAll("{n}", "changed"), type);
      await toldOf(above, child, "update");
      const own = await itself.next("a notification on the child");
      expectThat(eventDetails(own).type === "update" && eventDetails(own).object === undefined, {
        expected: "update, without object",
        observed: `${eventDetails(own).type}, object: ${eventDetails(own).object}`,
        exchange: itself.exchange,
        range: own,
      });
    },
  },
  {
    ...common,
    id: "events-query/container/child-removed",
    after: ["events-query/container/child-changed"],
    requirements: ["NF-6", "EQ-ST-8"],
    sentence: "The removal of a child is delete with object on its container, whose streams go on",
    async judge(context) {
      const { child } = await makeChild(context);
      const subscription = await streamOf(context, context.container());
      const removed = await context.exchange(child, { method: "DELETE" });
      if ((removed.status ?? 0) > 299) throw new NotApplicable(`DELETE of a child gets ${removed.status}`);
      await toldOf(subscription, child, "delete");
      const next = await makeChild(context);
      await toldOf(subscription, next.child, "create");
    },
  },
];

async function streamOf(context: CheckContext, resource: Resource): Promise<EventsQuerySubscription> {
  const subscription = openStream(context, resource, { events: { Accept: "application/json" } });
  const { status } = await subscription.exchange.headWithin();
  if (status !== 200) throw new NotApplicable(`${resource.url} does not notify in application/json: status ${status}`);
  return subscription;
}

async function makeChild(context: CheckContext) {
  const { type, content } = context.settings.contents.post;
  const made = await write(context, context.container(), content.replaceAll("{n}", "child"), type, "POST");
  const location = made.field("Location");
  if (made.status !== 201 || location === undefined) {
    throw new NotApplicable(`POST on the container gets ${made.status}, Location: ${location}`);
  }
  return { child: context.made(new URL(location, made.request.url).href), eventId: eventIdOf(made) };
}

/** Waits for a notification about the child. Others may create and remove children at the same time. */
function toldOf(subscription: EventsQuerySubscription, child: Resource, type: string): Promise<StreamItem> {
  const { exchange, resource } = subscription;
  const isMeant = (item: StreamItem) => {
    const { object, type: what } = eventDetails(item);
    return what === type && object !== undefined && new URL(object, resource.url).href === child.url;
  };
  return exchange.bodyUntil(
    () => subscription.notifications().find(isMeant),
    `${type} of ${child.url} on its container`,
  );
}
