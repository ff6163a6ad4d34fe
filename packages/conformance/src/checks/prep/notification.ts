import { expectThat, NotApplicable } from "../../finding.ts";
import { eventDetails } from "../../subscriptions/notification.ts";
import type { Check } from "../check.ts";
import { notificationsOf, requireWrites } from "./served.ts";

/**
 * The tolerance for two sockets of one process, in milliseconds: bytes sent at the same moment may be read in either
 * order.
 */
const sameMoment = 20;

export const prepNotificationChecks: readonly Check[] = [
  ...(["put", "patch"] as const).map(
    (kind): Check => ({
      id: `prep/notification/after-${kind}`,
      protocol: "prep",
      requirements: ["PREP-MS-1"],
      level: "should",
      sentence: `A successful ${kind.toUpperCase()} is notified`,
      needs: { events: [kind] },
      after: ["prep/stream/notification-at-once"],
      async judge(context) {
        const resource = await context.resource();
        const subscription = await context.prep(resource);
        await context.cause(kind, resource);
        const notification = await subscription.next(`a notification of the ${kind.toUpperCase()}`);
        const { method } = eventDetails(notification);
        expectThat(method === undefined || method === kind.toUpperCase(), {
          expected: `a notification of the ${kind.toUpperCase()}`,
          observed: `one of a ${method}`,
          exchange: subscription.exchange,
          range: notification,
        });
      },
    }),
  ),
  {
    id: "prep/notification/not-before-the-response",
    protocol: "prep",
    requirements: ["PREP-MS-2"],
    level: "must",
    sentence: "A notification is not sent before the response of the request that caused it",
    needs: { events: ["put"] },
    after: ["prep/notification/after-put"],
    async judge(context) {
      const resource = await context.resource();
      const subscription = await context.prep(resource);
      const { exchange: cause } = await context.cause("put", resource);
      const notification = await subscription.next();
      const arrived = subscription.arrivalOf(notification) ?? Number.POSITIVE_INFINITY;
      const earlier = cause?.head === undefined ? 0 : cause.head.at - arrived;
      expectThat(earlier < sameMoment, {
        expected: "the response to the PUT first",
        observed: `the notification ${earlier.toFixed(1)} ms before it`,
        exchange: subscription.exchange,
        range: notification,
      });
    },
  },
  {
    id: "prep/notification/not-before-a-response-that-waits",
    protocol: "prep",
    requirements: ["PREP-MS-2"],
    level: "must",
    sentence: "A notification also waits for its response if that waits behind another response on its connection",
    needs: { events: ["put", "delete"], fresh: true, http: "HTTP/1.1" },
    after: ["prep/notification/not-before-the-response", "prep/termination/delete-ends-stream"],
    async judge(context) {
      requireWrites(context);
      const resource = await context.resource();
      const blocking = context.made(`${resource.url}-blocking`);
      await context.cause("put", blocking);
      const subscription = await context.prep(resource);
      // A subscription occupies the connection until its resource is deleted. The PUT is pipelined behind it.
      const connection = context.connection();
      const holding = connection.open(blocking, { method: "GET", fields: { "Accept-Events": '"prep"' } });
      await holding.headWithin();
      const { type, content } = context.settings.contents.put;
      const put = connection.open(resource, {
        method: "PUT",
        fields: { "Content-Type": type },
        content: content.replaceAll("{n}", "pipelined"),
      });
      // Some round trips, so that a hasty server has time to notify.
      for (let time = 0; time < 3; time += 1) await context.exchange(resource, { method: "GET" });
      await context.cause("delete", blocking);
      await put.headWithin(undefined, "a response to the PUT, as soon as the one before it has ended");
      await subscription.next("a notification of the PUT");
      const [notification] = notificationsOf(subscription);
      const arrived = notification === undefined ? undefined : subscription.arrivalOf(notification);
      const earlier = (put.head?.at ?? 0) - (arrived ?? 0);
      expectThat(earlier < sameMoment, {
        expected: "the response to the PUT first",
        observed: `the notification ${earlier.toFixed(1)} ms before it`,
        exchange: subscription.exchange,
        ...(notification && { range: notification }),
      });
    },
  },
  {
    id: "prep/notification/not-after-failure",
    protocol: "prep",
    requirements: ["PREP-MS-1"],
    level: "ours",
    sentence: "A request that fails is not notified",
    needs: { events: ["put", "delete"] },
    after: ["prep/notification/after-put", "prep/termination/delete-ends-stream"],
    async judge(context) {
      requireWrites(context);
      const resource = await context.resource();
      const subscription = await context.prep(resource);
      const { type, content } = context.settings.contents.put;
      const { status = 0 } = await context.exchange(resource, {
        method: "PUT",
        fields: { "Content-Type": type, "If-Match": '"of-another-life"' },
        content: content.replaceAll("{n}", "fails"),
      });
      if (status < 400) throw new NotApplicable(`the resource responds to If-Match for another state with ${status}`);
      await context.cause("put", resource);
      // The stream ends with the DELETE, so all earlier notifications have arrived.
      await context.cause("delete", resource);
      await subscription.exchange.ended(undefined, "the end after the notification of the DELETE");
      const { length } = notificationsOf(subscription);
      expectThat(length === 2, {
        expected: "notifications of the two requests that succeeded",
        observed: `${length} notifications`,
        exchange: subscription.exchange,
      });
    },
  },
];
