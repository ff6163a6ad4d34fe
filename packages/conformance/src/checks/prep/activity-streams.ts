import { NotApplicable } from "../../finding.ts";
import { eventDetails, objectOf, type StreamItem } from "../../subscriptions/notification.ts";
import type { PrepSubscription } from "../../subscriptions/prep.ts";
import type { Check, CheckContext } from "../check.ts";
import { formsOf } from "./advertised.ts";
import { expectMembers, rfc3339 } from "./json.ts";
import { notificationsOf, requireWrites } from "./served.ts";

const needs = { events: ["any"] } as const;
const after = ["prep/stream/notification-at-once", "prep/accept-field/string"];

export const prepActivityStreamsChecks: readonly Check[] = [
  {
    id: "prep/activity-streams/members",
    protocol: "prep",
    requirements: ["PREP-AS-1", "NF-3"],
    level: "must",
    sentence: "An activity has id (an absolute IRI), type and published",
    needs,
    after,
    async judge(context) {
      const subscription = await activities(context);
      const notification = await context.isLive(subscription);
      requireActivity(notification);
      expectMembers(subscription.exchange, notification, {
        id: /^[a-z][a-z0-9+.-]*:[^\s]+$/i,
        type: /./,
        published: rfc3339,
      });
    },
  },
  {
    id: "prep/activity-streams/state",
    protocol: "prep",
    requirements: ["PREP-AS-1"],
    level: "should",
    sentence: "An activity has state, which a client can use as Last-Event-ID",
    needs,
    after: ["prep/activity-streams/members"],
    async judge(context) {
      const subscription = await activities(context);
      expectMembers(subscription.exchange, await context.isLive(subscription), { state: /./ });
    },
  },
  {
    id: "prep/activity-streams/type-of-a-change",
    protocol: "prep",
    requirements: ["PREP-AS-2"],
    level: "must",
    sentence: "A change of a plain resource is an Update",
    needs,
    after: ["prep/activity-streams/members"],
    async judge(context) {
      const subscription = await activities(context);
      expectMembers(subscription.exchange, await context.isLive(subscription), { type: /^Update$/ });
    },
  },
  {
    id: "prep/activity-streams/type-of-a-deletion",
    protocol: "prep",
    requirements: ["PREP-AS-2"],
    level: "must",
    sentence: "The deletion of a resource is a Delete",
    needs: { events: ["delete"] },
    after: ["prep/activity-streams/members"],
    async judge(context) {
      const resource = await context.resource();
      const subscription = await activities(context);
      await context.cause("delete", resource);
      expectMembers(subscription.exchange, await subscription.next("a notification of the DELETE"), {
        type: /^Delete$/,
      });
    },
  },
  {
    id: "prep/activity-streams/types-on-a-container",
    protocol: "prep",
    requirements: ["PREP-AS-2"],
    level: "must",
    sentence: "On a container, a creation is an Add and a removal is a Remove",
    needs: { container: true, events: ["delete"] },
    after: ["prep/activity-streams/members"],
    async judge(context) {
      requireWrites(context);
      const container = context.container();
      const acceptEvents = `"prep";accept="${activityForm(context)}"`;
      const subscription = await context.prep(container, { acceptEvents });
      const { type, content } = context.settings.contents.post;
      const request = { method: "POST", fields: { "Content-Type": type }, content };
      const location = (await context.exchange(container, request)).field("Location");
      if (location === undefined) throw new NotApplicable("the response to POST on the container has no Location");
      const child = context.made(new URL(location, container.url).href);
      // Others may write to the same container, so look for the notification about this child.
      const about = (wanted: string) => () =>
        notificationsOf(subscription).find(
          (item) => eventDetails(item).type === wanted && Buffer.from(item.body).toString().includes(location),
        );
      await subscription.exchange.bodyUntil(about("Add"), "an Add that names what was created");
      await context.cause("delete", child);
      await subscription.exchange.bodyUntil(about("Remove"), "a Remove that names what was deleted");
    },
  },
];

function activityForm(context: CheckContext): string {
  const form = formsOf(context).find((type) => /^application\/(ld|activity)\+json$/.test(type));
  if (form === undefined) throw new NotApplicable("the target does not advertise notifications as ActivityStreams");
  return form;
}

async function activities(context: CheckContext): Promise<PrepSubscription> {
  return context.prep(await context.resource(), { acceptEvents: `"prep";accept="${activityForm(context)}"` });
}

/** Skips the check if the linked data is not ActivityStreams. */
function requireActivity(notification: StreamItem): void {
  const vocabulary = JSON.stringify(objectOf(notification)?.["@context"] ?? "");
  if (!vocabulary.includes("www.w3.org/ns/activitystreams")) {
    throw new NotApplicable("its linked data is not ActivityStreams");
  }
}
