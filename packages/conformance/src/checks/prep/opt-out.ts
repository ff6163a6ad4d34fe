import { expectThat } from "../../finding.ts";
import type { Check, CheckContext } from "../check.ts";
import { observedField } from "./advertised.ts";
import { expectLatest, expectRepresentation, subscribeAfter, witness } from "./event-ids.ts";

/** Values of Last-Event-ID that say that a client needs no representation (PREP-RS-6). */
const known = [
  { name: "asterisk", what: "Last-Event-ID: *", id: async () => "*" },
  {
    name: "last-event",
    what: "the Last-Event-ID of the last event",
    id: async (context: CheckContext) => (await witness(context, 1)).last,
  },
] as const;

export const prepOptOutChecks: readonly Check[] = [
  ...known.flatMap(({ name, what, id }): Check[] => [
    {
      id: `prep/opt-out/${name}-first-part`,
      protocol: "prep",
      requirements: ["PREP-RS-6"],
      level: "must",
      sentence: `With ${what}, the content still has two parts, the second of which is the digest`,
      needs: { events: ["any"] },
      after: ["prep/stream/notification-at-once"],
      async judge(context) {
        const subscription = await subscribeAfter(context, await id(context));
        const { exchange } = subscription;
        await exchange.bodyUntil(() => subscription.stream().outer?.parts[1]?.headComplete, "a second part");
        await exchange.bodyUntil(() => subscription.stream().digest, "a multipart/digest as the second part");
        await context.isLive(subscription);
      },
    },
    {
      id: `prep/opt-out/${name}-without-representation`,
      protocol: "prep",
      requirements: ["PREP-RS-6"],
      level: "should",
      sentence: `With ${what}, the representation is not sent`,
      needs: { events: ["any"] },
      after: [`prep/opt-out/${name}-first-part`],
      async judge(context) {
        await expectRepresentation(await subscribeAfter(context, await id(context)), false);
      },
    },
    {
      id: `prep/opt-out/${name}-replays-nothing`,
      protocol: "prep",
      requirements: ["PREP-RS-11"],
      level: "ours",
      sentence: `With ${what}, no earlier event is notified`,
      needs: { events: ["any"] },
      after: [`prep/opt-out/${name}-first-part`],
      async judge(context) {
        const seen = await witness(context, 2);
        const subscription = await subscribeAfter(context, name === "asterisk" ? "*" : seen.last);
        await expectLatest(context, seen, subscription, 1);
      },
    },
  ]),
  {
    id: "prep/opt-out/vary",
    protocol: "prep",
    requirements: ["PREP-RS-2"],
    level: "should",
    sentence: "If the response depends on Last-Event-ID, Vary lists it",
    needs: { events: ["any"] },
    after: ["prep/opt-out/asterisk-without-representation"],
    async judge(context) {
      const { exchange } = await subscribeAfter(context, "*");
      const vary = exchange.tokens("Vary");
      expectThat(vary.includes("last-event-id") || vary.includes("*"), {
        expected: "Vary with Last-Event-ID",
        observed: observedField(exchange, "Vary"),
        exchange,
      });
    },
  },
];
