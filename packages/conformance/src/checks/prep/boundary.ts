import { expectThat, NotApplicable } from "../../finding.ts";
import { eventDetails } from "../../subscriptions/notification.ts";
import type { PrepSubscription } from "../../subscriptions/prep.ts";
import type { Resource } from "../../triggers/trigger.ts";
import type { Check, CheckContext } from "../check.ts";
import { withDelta } from "./delta.ts";
import { notificationsOf, requireWrites } from "./served.ts";

const needs = { events: ["any"], fresh: true } as const;

/** Attacks by writers who subscribe themselves, and so know the boundaries. */
export const prepBoundaryChecks: readonly Check[] = [
  {
    id: "prep/boundary/in-a-representation",
    protocol: "prep",
    requirements: ["PREP-RS-10"],
    level: "must",
    sentence: "A representation that contains the delimiters of an earlier response does not end its part",
    needs,
    after: ["prep/stream/two-parts"],
    async judge(context) {
      const resource = await context.resource();
      const spy = await context.prep(resource);
      await context.isLive(spy);
      const content = await writeDelimiters(context, resource, spy);
      const subscription = await context.prep(resource);
      const { body, bodyOffset } = await subscription.representation();
      expectThat(Buffer.from(body).toString("latin1") === content, {
        expected: `the ${content.length} bytes of the representation in the first part`,
        observed: `a part that ends after ${body.length}`,
        exchange: subscription.exchange,
        range: { offset: bodyOffset, length: body.length },
      });
      await context.isLive(subscription);
    },
  },
  {
    id: "prep/boundary/in-a-delta",
    protocol: "prep",
    requirements: ["PREP-RS-10"],
    level: "must",
    sentence: "A writer cannot end or forge notifications by writing delimiters",
    needs,
    after: ["prep/stream/two-parts", "prep/accept-field/item-parameters", "prep/message/two-header-blocks"],
    async judge(context) {
      const resource = await context.resource();
      const subscription = await withDelta(context, "text/plain, */*");
      await context.isLive(subscription);
      await writeDelimiters(context, resource, subscription);
      await context.cause("any", resource);
      const { exchange } = subscription;
      const decided = () => notificationsOf(subscription).length >= 3 || subscription.stream().outer?.closed === true;
      await exchange.bodyUntil(decided, "notifications of three events");
      const forged = notificationsOf(subscription).find((item) => eventDetails(item).method === "FORGED");
      expectThat(forged === undefined && notificationsOf(subscription).length === 3, {
        expected: "three notifications of three events",
        observed:
          forged === undefined ? `${notificationsOf(subscription).length} notifications` : "one that was forged",
        exchange,
        ...(forged && { range: forged }),
      });
    },
  },
];

/** Writes a text with the delimiters of a response, and a notification between them. */
async function writeDelimiters(context: CheckContext, resource: Resource, spy: PrepSubscription): Promise<string> {
  requireWrites(context);
  const { outer, digest } = spy.stream();
  const [first, second] = [`--${outer?.boundary}`, `--${digest?.boundary}`];
  const forged = ["", "Method: FORGED", "Date: Thu, 01 Jan 1970 00:00:00 GMT", "Event-ID: forged", "", ""];
  const lines = ["begin", second, ...forged, `${second}--`, `${first}--`, first, "", "end", ""];
  const content = lines.join("\r\n");
  const fields = { "Content-Type": "text/plain" };
  const { status = 0 } = await context.exchange(resource, { method: "PUT", fields, content });
  if (status > 299) throw new NotApplicable(`the resource responds to PUT with text/plain with ${status}`);
  return content;
}
