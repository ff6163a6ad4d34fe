import { expectThat } from "../../finding.ts";
import type { Check, CheckContext } from "../check.ts";
import { twoForms } from "./advertised.ts";
import { expectNoEvents, expectPlain, expectServed } from "./served.ts";

type Description = Pick<Check, "id" | "requirements" | "level" | "sentence">;

export const prepAcceptEventsChecks: readonly Check[] = [
  served(
    "prep/accept-events/token",
    ["PREP-AE-2"],
    "ours",
    "A Token may name the protocol instead of a String",
    "prep",
  ),
  served("prep/accept-events/letter-case", ["PREP-AE-2"], "ours", "Letter case in names is ignored", '"PREP"'),
  served(
    "prep/accept-events/unknown-protocol",
    ["PREP-AE-3"],
    "must",
    "Unknown protocols are ignored one by one",
    '"example-unheard-of";accept="a/b", "prep", "example-unknown"',
  ),
  served(
    "prep/accept-events/odd-member",
    ["PREP-AE-3"],
    "ours",
    "A member that is neither String nor Token is ignored",
    '7, ("prep"), "prep"',
  ),
  served(
    "prep/accept-events/unknown-event-field",
    ["PREP-AE-7"],
    "must",
    "Unknown event fields are ignored",
    '"prep";example-unheard-of=1;example-flag;example-text="a";example-token=*/b',
  ),
  served(
    "prep/accept-events/next-item",
    ["PREP-AE-4"],
    "should",
    "If an item cannot be served, the next one is used",
    '"prep";accept="example/unheard-of", "prep";q=0.5',
    ["prep/accept-field/string"],
  ),
  {
    id: "prep/accept-events/two-lines",
    protocol: "prep",
    requirements: ["PREP-AE-1"],
    level: "must",
    sentence: "The List may be split into several field lines",
    after: ["prep/accept-events/unknown-protocol"],
    async judge(context) {
      const resource = await context.resource();
      const lines = ['"example-unheard-of"', '"prep"'].map((value) => ({ name: "Accept-Events", value }));
      const exchange = context.open(resource, { method: "GET", fields: lines });
      await exchange.headWithin();
      expectThat(exchange.field("Events")?.includes("200") === true, {
        expected: "status=200 in Events",
        observed: `Events: ${exchange.field("Events")}`,
        exchange,
      });
    },
  },
  ignored(
    {
      id: "prep/accept-events/unparseable",
      requirements: ["PREP-AE-3", "PREP-EV-2"],
      level: "must",
      sentence: "An Accept-Events that does not parse is ignored as a whole: the response is plain, without Events",
    },
    ['"prep', '"prep",', '"prep" "prep"', '"prep";accept="'],
  ),
  ignored(
    {
      id: "prep/accept-events/no-known-protocol",
      requirements: ["PREP-AE-3", "PREP-EV-2"],
      level: "must",
      sentence: "If all protocols are unknown, the response is plain, without PREP's Events",
    },
    ['"example-unheard-of"'],
  ),
  {
    id: "prep/accept-events/q-zero",
    protocol: "prep",
    requirements: ["PREP-AE-4"],
    level: "should",
    sentence: "An item with q=0 is not served, wherever the weight is",
    after: ["prep/stream/served"],
    async judge(context) {
      const resource = await context.resource();
      for (const acceptEvents of ['"prep";q=0', '"prep";q=0.0;example=1']) {
        await expectPlain(context.openPrep(resource, { acceptEvents }));
      }
    },
  },
  chosen(
    {
      id: "prep/accept-events/weights",
      requirements: ["PREP-AE-4"],
      level: "should",
      sentence: "The item with the highest weight is served, wherever the weight is",
    },
    (wanted, other) => [
      `"prep";accept="${other}";q=0.5, "prep";accept="${wanted}"`,
      `"prep";q=0.1;accept="${other}", "prep";accept="${wanted}";q=0.2`,
    ],
  ),
  chosen(
    {
      id: "prep/accept-events/ties",
      requirements: ["PREP-AE-4"],
      level: "should",
      sentence: "Of items with the same weight, the first is served",
    },
    (wanted, other) => [`"prep";accept="${wanted}";q=0.5, "prep";accept="${other}";q=0.5`],
  ),
];

function served(
  id: string,
  requirements: readonly string[],
  level: Check["level"],
  sentence: string,
  acceptEvents: string,
  after: readonly string[] = ["prep/stream/served"],
): Check {
  const judge = async (context: CheckContext) => {
    await expectServed(context.openPrep(await context.resource(), { acceptEvents }));
  };
  return { id, protocol: "prep", requirements, level, sentence, after, judge };
}

function ignored(description: Description, values: readonly string[]): Check {
  return {
    ...description,
    protocol: "prep",
    async judge(context) {
      const resource = await context.resource();
      for (const acceptEvents of values) {
        const subscription = context.openPrep(resource, { acceptEvents });
        await expectPlain(subscription);
        expectNoEvents(subscription.exchange);
      }
    },
  };
}

/** Asks for each of two forms in turn, so that a default cannot pass as a choice. */
function chosen(description: Description, acceptEvents: (wanted: string, other: string) => readonly string[]): Check {
  return {
    ...description,
    protocol: "prep",
    needs: { events: ["any"] },
    after: ["prep/stream/notification-at-once", "prep/accept-field/string"],
    async judge(context) {
      const [first, second] = twoForms(context);
      for (const [wanted, other] of [
        [first, second],
        [second, first],
      ] as const) {
        for (const value of acceptEvents(wanted, other)) await expectForm(context, value, wanted);
      }
    },
  };
}

/** Fails if notifications have another form. */
export async function expectForm(context: CheckContext, acceptEvents: string, form: string): Promise<void> {
  const subscription = await context.prep(await context.resource(), { acceptEvents });
  const notification = await context.isLive(subscription);
  expectThat(notification.type === form, {
    expected: `notifications as ${form}, for Accept-Events: ${acceptEvents}`,
    observed: `${notification.type}`,
    exchange: subscription.exchange,
    range: notification,
  });
}
