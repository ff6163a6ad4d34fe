import { isDeepStrictEqual } from "node:util";
import { expectThat, NotApplicable } from "../../finding.ts";
import { messageOf, objectOf, type StreamItem } from "../../subscriptions/notification.ts";
import type { PrepSubscription } from "../../subscriptions/prep.ts";
import type { Resource } from "../../triggers/trigger.ts";
import { fieldValue } from "../../wire/field-line.ts";
import type { Check, CheckContext } from "../check.ts";
import { formsOf } from "./advertised.ts";
import { expectServed, notificationsOf, requireWrites, saysServed } from "./served.ts";

const needs = { events: ["patch"] } as const;
const after = ["prep/notification/after-patch", "prep/message/two-header-blocks", "prep/accept-field/item-parameters"];

export const prepDeltaChecks: readonly Check[] = [
  {
    id: "prep/delta/of-a-patch",
    protocol: "prep",
    requirements: ["PREP-MS-7"],
    level: "should",
    feature: "delta",
    sentence:
      "If the parameter delta of message/rfc822 accepts its type, the notification of a PATCH has its delta as body",
    needs,
    after,
    async judge(context) {
      const subscription = await withDelta(context, context.settings.contents.patch.type);
      const { notification, sent } = await patched(context, subscription);
      expectThat(bodyOf(notification) === sent, {
        expected: `the ${sent.length} bytes of the delta as body`,
        observed: `a body of ${bodyOf(notification).length} bytes`,
        exchange: subscription.exchange,
        range: notification,
      });
    },
  },
  {
    id: "prep/delta/content-type",
    protocol: "prep",
    requirements: ["PREP-MS-7"],
    level: "must",
    feature: "delta",
    sentence: "A message with a delta has its Content-Type",
    needs,
    after: ["prep/delta/of-a-patch"],
    async judge(context) {
      const { type } = context.settings.contents.patch;
      const subscription = await withDelta(context, type);
      const { notification } = await patched(context, subscription);
      const found = fieldValue(messageOf(notification)?.fields ?? [], "Content-Type");
      expectThat(found?.toLowerCase() === type.toLowerCase(), {
        expected: `Content-Type: ${type} in the message`,
        observed: `Content-Type: ${found}`,
        exchange: subscription.exchange,
        range: notification,
      });
    },
  },
  {
    id: "prep/delta/of-another-type",
    protocol: "prep",
    requirements: ["PREP-MS-7"],
    level: "ours",
    feature: "delta",
    sentence: "If delta accepts only another type, messages are still served, without body",
    needs,
    after,
    async judge(context) {
      const subscription = context.openPrep(await context.resource(), {
        acceptEvents: accepting("example/unheard-of"),
      });
      await expectServed(subscription);
      const { notification } = await patched(context, subscription);
      expectThat(bodyOf(notification) === "", {
        expected: "a message without body",
        observed: `a body of ${bodyOf(notification).length} bytes`,
        exchange: subscription.exchange,
        range: notification,
      });
    },
  },
  {
    id: "prep/delta/none-without-a-change",
    protocol: "prep",
    requirements: ["PREP-MS-6"],
    level: "must",
    sentence: "A message has no body if the state did not change",
    needs,
    after: ["prep/delta/of-a-patch"],
    async judge(context) {
      requireWrites(context);
      const resource = await context.resource();
      const { type, content } = context.settings.contents.patch;
      const sent = content.replaceAll("{n}", "twice the same");
      const states: string[] = [];
      const subscription = await withDelta(context, type);
      const patch = { method: "PATCH", fields: { "Content-Type": type }, content: sent };
      for (let time = 0; time < 2; time += 1) {
        const { status = 0 } = await context.exchange(resource, patch);
        if (status > 299) throw new NotApplicable(`the resource responds to the same PATCH with ${status}`);
        states.push((await context.exchange(resource, { method: "GET" })).text);
      }
      if (states[0] !== states[1]) throw new NotApplicable("the same PATCH changes the resource again");
      const { sent: last } = await patched(context, subscription);
      const there = () => notificationsOf(subscription).some((one) => bodyOf(one) === last);
      await subscription.exchange.bodyUntil(there, "a notification of the last PATCH, with its delta");
      const repeated = notificationsOf(subscription).filter((one) => bodyOf(one) === sent)[1];
      expectThat(repeated === undefined, {
        expected: "no body for a PATCH that changed nothing",
        observed: "its delta",
        exchange: subscription.exchange,
        ...(repeated && { range: repeated }),
      });
    },
  },
  {
    id: "prep/delta/in-json",
    protocol: "prep",
    requirements: ["NF-5"],
    level: "ours",
    feature: "delta",
    sentence: "With the parameter delta of application/json, the notification has the delta in its member delta",
    needs,
    after,
    async judge(context) {
      const { type } = context.settings.contents.patch;
      if (!formsOf(context).includes("application/json")) {
        throw new NotApplicable("the target does not advertise notifications as application/json");
      }
      const acceptEvents = accepting(type, "application/json");
      const subscription = await context.prep(await context.resource(), { acceptEvents });
      const { notification, sent } = await patched(context, subscription);
      const wanted: unknown = /[/+]json$/.test(type) ? JSON.parse(sent) : sent;
      expectThat(isDeepStrictEqual({ ...objectOf(notification) }["delta"], wanted), {
        expected: `the member delta: ${sent}`,
        observed: Buffer.from(notification.body).toString(),
        exchange: subscription.exchange,
        range: notification,
      });
    },
  },
];

/** `Accept-Events` for a form with deltas in a media type. */
function accepting(delta: string, form = "message/rfc822"): string {
  return `"prep";accept=("${form}";delta="${delta}")`;
}

/**
 * Subscribes to messages with deltas in a media type. Skips the check if that is refused, which another check judges.
 */
export async function withDelta(context: CheckContext, type: string, resource?: Resource): Promise<PrepSubscription> {
  if (!formsOf(context).includes("message/rfc822")) {
    throw new NotApplicable("the target does not advertise notifications as message/rfc822");
  }
  const acceptEvents = accepting(type);
  const subscription = context.openPrep(resource ?? (await context.resource()), { acceptEvents });
  await subscription.exchange.headWithin();
  if (!saysServed(subscription.exchange)) throw new NotApplicable(`it refuses ${acceptEvents}`);
  return subscription;
}

/** Causes a PATCH and waits for its notification. */
async function patched(context: CheckContext, subscription: PrepSubscription) {
  const { exchange } = await context.cause("patch", subscription.resource);
  if (exchange?.request.content === undefined) {
    throw new NotApplicable("a trigger patches the resource, so the patch is unknown", "--allow-writes");
  }
  const notification = await subscription.next("a notification of the PATCH");
  return { notification, sent: Buffer.from(exchange.request.content).toString("latin1") };
}

/** The body of a message, one character per byte. */
export function bodyOf(notification: StreamItem): string {
  return Buffer.from(messageOf(notification)?.body ?? []).toString("latin1");
}
