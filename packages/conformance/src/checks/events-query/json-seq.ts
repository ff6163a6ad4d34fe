import { expectThat } from "../../finding.ts";
import type { Check } from "../check.ts";
import { expectSound } from "./expectations.ts";
import { openStream, sound, stream } from "./opening.ts";

const accept = "application/json-seq";

export const eventsQueryJsonSeqChecks: readonly Check[] = [
  {
    id: "events-query/json-seq/objects",
    protocol: "events-query",
    requirements: ["EQ-ST-6"],
    level: "ours",
    sentence: "A notification in application/json-seq is a JSON object",
    needs: { events: ["any"] },
    after: [sound("json-seq")],
    async judge(context) {
      const subscription = await stream(context, await context.resource(), { accept });
      const { body, offset, length } = await context.isLive(subscription);
      const value: unknown = JSON.parse(Buffer.from(body).toString());
      expectThat(typeof value === "object" && value !== null && !Array.isArray(value), {
        expected: "a JSON object",
        observed: JSON.stringify(value).slice(0, 80),
        exchange: subscription.exchange,
        range: { offset, length },
      });
    },
  },
  {
    id: "events-query/json-seq/forms",
    protocol: "events-query",
    requirements: ["EQ-ST-6", "EQ-ST-3"],
    level: "must",
    sentence: "application/json-seq contains JSON, even if the client asks for another form of notifications",
    needs: { events: ["any"] },
    after: [sound("json-seq")],
    async judge(context) {
      const resource = await context.resource();
      const events = { Accept: "message/rfc822" };
      const subscription = openStream(context, resource, { accept, events });
      const { exchange } = subscription;
      await exchange.headWithin();
      // A refusal or another encapsulation is fine too.
      if (subscription.stream().encapsulation !== accept) return;
      await context.cause("any", resource);
      await exchange.bodyUntil(({ length }) => length > 1, "a notification");
      await exchange.bodyUntil(() => {
        const { items, faults } = subscription.stream();
        return items.length + faults.length > 0;
      }, "a whole notification");
      expectSound(subscription, subscription.stream());
    },
  },
];
