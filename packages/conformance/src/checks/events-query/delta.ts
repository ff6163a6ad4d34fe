import { expectThat, NotApplicable } from "../../finding.ts";
import { messageOf, objectOf, type StreamItem } from "../../subscriptions/notification.ts";
import { fieldValue } from "../../wire/field-line.ts";
import type { Check, CheckContext } from "../check.ts";
import { notified, openStream } from "./opening.ts";
import { causeBySuite } from "./writing.ts";

const common = {
  protocol: "events-query",
  requirements: ["NF-5"],
  level: "ours",
  feature: "delta",
  needs: { events: ["patch"] },
  after: [notified],
} as const satisfies Partial<Check>;

/** The forms with deltas, and how to read a delta from each. */
const forms: readonly { name: string; type: string; delta: (item: StreamItem) => string | undefined }[] = [
  {
    name: "json",
    type: "application/json",
    delta(item) {
      const value = objectOf(item)?.["delta"];
      return value === undefined ? undefined : JSON.stringify(value);
    },
  },
  {
    name: "rfc822",
    type: "message/rfc822",
    delta(item) {
      const message = messageOf(item);
      return message === undefined || message.body.length === 0 ? undefined : Buffer.from(message.body).toString();
    },
  },
];

export const eventsQueryDeltaChecks: readonly Check[] = [
  ...forms.map(
    ({ name, type, delta }): Check => ({
      ...common,
      id: `events-query/delta/${name}`,
      requirements: name === "rfc822" ? ["NF-5", "NF-1"] : ["NF-5", "NF-2"],
      sentence: `A patch is in the notification, as it was sent, if the parameter delta of ${type} accepts its media type`,
      async judge(context) {
        const { item, sent } = await notificationOfPatch(context, `${type};delta="${patchType(context)}"`);
        const found = delta(item);
        expectThat(found !== undefined && same(found, sent), {
          expected: `the delta ${sent}`,
          observed: found ?? "none",
        });
      },
    }),
  ),
  {
    ...common,
    id: "events-query/delta/not-asked-for",
    sentence: "Without the parameter delta, or if it only accepts another media type, there is no delta",
    async judge(context) {
      for (const accept of ["application/json", 'application/json;delta="example/unheard-of"']) {
        const { item } = await notificationOfPatch(context, accept);
        const value = objectOf(item)?.["delta"];
        expectThat(value === undefined, {
          expected: `no delta for Accept: ${accept}`,
          observed: JSON.stringify(value) ?? "",
        });
      }
    },
  },
  {
    ...common,
    id: "events-query/delta/content-type",
    requirements: ["NF-1", "NF-5"],
    sentence: "In message/rfc822, Content-Type states the media type of a delta",
    after: ["events-query/delta/rfc822"],
    async judge(context) {
      const { item } = await notificationOfPatch(context, `message/rfc822;delta="${patchType(context)}"`);
      const type = fieldValue(messageOf(item)?.fields ?? [], "Content-Type");
      expectThat(type === patchType(context), {
        expected: `Content-Type: ${patchType(context)}`,
        observed: `Content-Type: ${type}`,
      });
    },
  },
];

function patchType({ settings }: CheckContext): string {
  return settings.contents.patch.type;
}

async function notificationOfPatch(context: CheckContext, accept: string) {
  const resource = await context.resource();
  const subscription = openStream(context, resource, { events: { Accept: accept } });
  const { status } = await subscription.exchange.headWithin();
  if (status !== 200) throw new NotApplicable(`Accept: ${accept} in events gets ${status}`);
  const { request } = await causeBySuite(context, "patch", resource);
  return { item: await subscription.next(), sent: Buffer.from(request.content ?? []).toString() };
}

/** Compares as JSON if both texts are JSON. */
function same(one: string, other: string): boolean {
  if (one === other) return true;
  try {
    return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));
  } catch {
    return false;
  }
}
