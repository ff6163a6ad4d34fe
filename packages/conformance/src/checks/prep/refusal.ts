import { expectThat, NotApplicable } from "../../finding.ts";
import type { PrepSubscription } from "../../subscriptions/prep.ts";
import type { Check, CheckContext } from "../check.ts";
import { observedField } from "./advertised.ts";
import { describeHead, expectPlain } from "./served.ts";

const unheardOf = '"prep";accept="example/unheard-of"';

/** GET requests whose base response allows no notifications. */
const unadmitted = [
  {
    name: "missing",
    what: "a resource that does not exist",
    needs: { events: ["delete"] },
    async open(context: CheckContext): Promise<PrepSubscription> {
      const resource = await context.resource();
      await context.cause("delete", resource);
      await unlessFound(await context.exchange(resource, { method: "GET" }), "once it is deleted");
      return context.openPrep(resource);
    },
  },
  {
    name: "not-modified",
    what: "a conditional GET that gets 304",
    needs: {},
    async open(context: CheckContext): Promise<PrepSubscription> {
      const resource = await context.resource();
      const plain = await context.exchange(resource, { method: "GET" });
      const etag = plain.field("ETag");
      if (etag === undefined) throw new NotApplicable("the resource has no ETag");
      const fields = { "If-None-Match": etag };
      await unlessFound(await context.exchange(resource, { method: "GET", fields }), "for its own ETag");
      return context.openPrep(resource, { fields });
    },
  },
] as const;

export const prepRefusalChecks: readonly Check[] = [
  {
    id: "prep/refusal/form-not-acceptable",
    protocol: "prep",
    requirements: ["PREP-NO-4", "PREP-EV-3"],
    level: "should",
    sentence: "If no form of notifications is acceptable, the response has status=406 in Events",
    after: ["prep/accept-field/string"],
    async judge(context) {
      const subscription = context.openPrep(await context.resource(), { acceptEvents: unheardOf });
      await expectPlain(subscription);
      expectStatus(subscription, [406]);
    },
  },
  {
    id: "prep/refusal/representation-all-the-same",
    protocol: "prep",
    requirements: ["PREP-NO-4"],
    level: "should",
    sentence: "If notifications are refused, the response is otherwise the same as to a plain GET",
    after: ["prep/refusal/form-not-acceptable"],
    async judge(context) {
      const resource = await context.resource();
      const plain = await context.exchange(resource, { method: "GET" });
      const { exchange } = context.openPrep(resource, { acceptEvents: unheardOf });
      await exchange.ended();
      const same =
        exchange.status === plain.status &&
        exchange.field("Content-Type") === plain.field("Content-Type") &&
        Buffer.compare(exchange.body, plain.body) === 0;
      expectThat(same, {
        expected: `status ${plain.status} and the ${plain.body.length} bytes of the representation`,
        observed: `status ${exchange.status} and ${exchange.body.length} bytes`,
        exchange,
      });
    },
  },
  {
    id: "prep/refusal/vary",
    protocol: "prep",
    requirements: ["PREP-DI-3"],
    level: "ours",
    sentence: "A response that refuses notifications lists Accept-Events in Vary",
    after: ["prep/refusal/form-not-acceptable"],
    async judge(context) {
      const { exchange } = context.openPrep(await context.resource(), { acceptEvents: unheardOf });
      await exchange.headWithin();
      const vary = exchange.tokens("Vary");
      expectThat(vary.includes("accept-events") || vary.includes("*"), {
        expected: "Vary with Accept-Events",
        observed: observedField(exchange, "Vary"),
        exchange,
      });
    },
  },
  {
    id: "prep/refusal/senseless-event-field",
    protocol: "prep",
    requirements: ["PREP-NO-4"],
    level: "should",
    // 406 is fine too: the field contains no acceptable type.
    sentence: "A known event field with an invalid value gets a plain response with status=400 or 406 in Events",
    after: ["prep/stream/served"],
    async judge(context) {
      const subscription = context.openPrep(await context.resource(), { acceptEvents: '"prep";accept=7' });
      await expectPlain(subscription);
      expectStatus(subscription, [400, 406]);
    },
  },
  ...unadmitted.flatMap(({ name, what, needs, open }): Check[] => [
    {
      id: `prep/refusal/${name}-not-notified`,
      protocol: "prep",
      requirements: ["PREP-NO-2"],
      level: "must",
      sentence: `The response for ${what} has no notifications`,
      needs,
      after: ["prep/stream/served"],
      async judge(context) {
        await expectPlain(await open(context));
      },
    },
    {
      id: `prep/refusal/${name}-says-412`,
      protocol: "prep",
      requirements: ["PREP-NO-3"],
      level: "should",
      sentence: `The response for ${what} has status=412 in Events`,
      needs,
      after: [`prep/refusal/${name}-not-notified`],
      async judge(context) {
        const subscription = await open(context);
        await subscription.exchange.headWithin();
        expectStatus(subscription, [412]);
      },
    },
  ]),
];

function expectStatus(subscription: PrepSubscription, statuses: readonly number[]): void {
  const status = subscription.events()?.status?.value;
  expectThat(typeof status === "number" && statuses.includes(status), {
    expected: `Events: protocol="prep", status=${statuses.join(" or ")}`,
    observed: describeHead(subscription.exchange),
    exchange: subscription.exchange,
  });
}

async function unlessFound({ status = 0 }: { readonly status: number | undefined }, when: string): Promise<void> {
  if (status >= 200 && status <= 299) throw new NotApplicable(`the resource responds with ${status} ${when}`);
}
