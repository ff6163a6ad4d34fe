import { expectThat, NotApplicable } from "../../finding.ts";
import { eventDetails, messageOf, type StreamItem } from "../../subscriptions/notification.ts";
import type { PrepSubscription } from "../../subscriptions/prep.ts";
import type { Check, CheckContext } from "../check.ts";
import { askingFor } from "./advertised.ts";
import { bodyOf, withDelta } from "./delta.ts";
import { notificationsOf, requireWrites } from "./served.ts";

const after = ["prep/message/method"];

export const prepContainerChecks: readonly Check[] = [
  {
    id: "prep/container/post-notified",
    protocol: "prep",
    requirements: ["PREP-MS-1"],
    level: "should",
    sentence: "A POST that creates a resource is notified on the container",
    needs: { container: true },
    after,
    async judge(context) {
      const subscription = await onContainer(context);
      await createChild(context);
      const posted = () => notificationsOf(subscription).some((item) => eventDetails(item).method === "POST");
      await subscription.exchange.bodyUntil(posted, "a notification of the POST");
    },
  },
  {
    id: "prep/container/content-location",
    protocol: "prep",
    requirements: ["PREP-MS-5"],
    level: "must",
    sentence: "The notification of a POST names the created resource in Content-Location",
    needs: { container: true },
    after: ["prep/container/post-notified"],
    async judge(context) {
      const subscription = await onContainer(context);
      const child = await createChild(context);
      await toldOf(subscription, child.url, "POST");
    },
  },
  {
    id: "prep/container/child-changed",
    protocol: "prep",
    requirements: ["PREP-AS-3", "PREP-MS-5", "NF-6"],
    level: "ours",
    feature: "container",
    sentence: "The replacement of a resource is notified on its container, with Content-Location",
    needs: { container: true, events: ["put"] },
    after: ["prep/container/content-location"],
    async judge(context) {
      const subscription = await onContainer(context);
      const child = await createChild(context);
      await context.cause("put", child);
      await toldOf(subscription, child.url, "PUT");
    },
  },
  {
    id: "prep/container/child-removed",
    protocol: "prep",
    requirements: ["PREP-AS-3", "PREP-MS-5", "NF-6"],
    level: "ours",
    feature: "container",
    sentence: "The deletion of a resource is notified on its container, whose stream goes on",
    needs: { container: true, events: ["delete"] },
    after: ["prep/container/content-location"],
    async judge(context) {
      const subscription = await onContainer(context);
      const child = await createChild(context);
      await context.cause("delete", child);
      await toldOf(subscription, child.url, "DELETE");
      await toldOf(subscription, (await createChild(context)).url, "POST");
    },
  },
  {
    id: "prep/container/delta-of-a-child-withheld",
    protocol: "prep",
    requirements: ["PREP-MS-7"],
    level: "ours",
    feature: "delta",
    sentence: "The stream of a container does not contain the deltas of resources in it",
    needs: { container: true, events: ["patch"] },
    after: ["prep/container/content-location", "prep/delta/of-a-patch"],
    async judge(context) {
      const subscription = await withDelta(context, context.settings.contents.patch.type, context.container());
      const child = await createChild(context);
      await context.cause("patch", child);
      const notification = await toldOf(subscription, child.url, "PATCH");
      expectThat(bodyOf(notification) === "", {
        expected: "a message without body",
        observed: "the child's delta",
        exchange: subscription.exchange,
        range: notification,
      });
    },
  },
  {
    id: "prep/container/name-smuggles-nothing",
    protocol: "prep",
    requirements: ["PREP-MS-5"],
    level: "must",
    sentence: "Line endings in the name of a resource add no fields to notifications",
    needs: { container: true, events: ["put"], fresh: true },
    after: ["prep/container/content-location"],
    async judge(context) {
      requireWrites(context);
      const subscription = await onContainer(context);
      const { url } = await context.resource();
      const hostile = context.made(`${url}%0D%0AInjected:%20yes%0D%0A%0D%0Aa-body`);
      const { type, content } = context.settings.contents.put;
      // A refusal is fine too. The next notification of the container shows the outcome.
      await context.exchange(hostile, { method: "PUT", fields: { "Content-Type": type }, content });
      await toldOf(subscription, (await createChild(context)).url, "POST");
      const { exchange } = subscription;
      const at = exchange.text.search(/[\r\n]Injected:/);
      const range = { offset: at + 1, length: "Injected: yes".length };
      const observed = "a field that stood in the name of a resource";
      expectThat(at < 0, { expected: "only fields of the notification", observed, exchange, range });
    },
  },
];

async function onContainer(context: CheckContext): Promise<PrepSubscription> {
  return context.prep(context.container(), { acceptEvents: askingFor("message/rfc822", context) });
}

/** Creates a resource in the container. It is removed afterwards. */
async function createChild(context: CheckContext) {
  requireWrites(context);
  const { type, content } = context.settings.contents.post;
  const container = context.container();
  const exchange = await context.exchange(container, {
    method: "POST",
    fields: { "Content-Type": type },
    content: content.replaceAll("{n}", "child"),
  });
  const location = exchange.field("Location");
  if (exchange.status !== 201 || location === undefined) {
    throw new NotApplicable(`POST ${container.url} gets ${exchange.status}, Location: ${location}`);
  }
  return context.made(new URL(location, container.url).href);
}

/** Waits for the notification about a child. Others may write to the same container. */
async function toldOf(subscription: PrepSubscription, child: string, method: string): Promise<StreamItem> {
  const names = (item: StreamItem) => {
    const { object, method: notified } = eventDetails(item);
    const base = subscription.resource.url;
    return (
      messageOf(item) !== undefined && notified === method && object !== undefined && urlIn(object, base) === child
    );
  };
  const what = `a notification with Method: ${method} and Content-Location: ${new URL(child).pathname}`;
  return subscription.exchange.bodyUntil(() => notificationsOf(subscription).find(names), what);
}

function urlIn(reference: string, base: string): string | undefined {
  return URL.canParse(reference, base) ? new URL(reference, base).href : undefined;
}
