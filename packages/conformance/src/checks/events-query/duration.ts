import { expectThat, NotApplicable } from "../../finding.ts";
import { isInnerList, readDictionary } from "../../parsers/structured-fields.ts";
import { durationOf } from "../../subscriptions/events-query.ts";
import type { Check, CheckContext } from "../check.ts";
import { shown } from "./expectations.ts";
import { durationStated, headAtOnce, openStream } from "./opening.ts";

/** The largest Integer of Structured Fields (RFC 9651 section 3.3.1). */
const largest = 999_999_999_999_999;

export const eventsQueryDurationChecks: readonly Check[] = [
  {
    id: durationStated,
    protocol: "events-query",
    requirements: ["EQ-EV-1", "EQ-EV-4", "EQ-ST-1"],
    level: "must",
    sentence: "Events of the response has duration, a number of seconds that is not negative",
    after: [headAtOnce],
    async judge(context) {
      const { exchange } = openStream(context, await context.resource());
      await exchange.headWithin();
      const member = readDictionary(exchange.field("Events") ?? "")?.get("duration");
      expectThat(member !== undefined && !isInnerList(member) && durationOf(exchange) !== undefined, {
        expected: "Events with duration=SECONDS",
        observed: shown(exchange, "Events"),
        exchange,
      });
    },
  },
  {
    id: "events-query/duration/nothing-else",
    protocol: "events-query",
    requirements: ["EQ-EV-2"],
    level: "should",
    sentence: "Events of the response has only registered keys",
    after: [durationStated],
    async judge(context) {
      const { exchange } = openStream(context, await context.resource());
      await exchange.headWithin();
      const keys = [...(readDictionary(exchange.field("Events") ?? "")?.keys() ?? [])];
      expectThat(
        keys.every((key) => ["duration", "protocol", "status", "expires"].includes(key)),
        {
          expected: "only duration",
          observed: shown(exchange, "Events"),
          exchange,
        },
      );
    },
  },
  {
    id: "events-query/duration/zero",
    protocol: "events-query",
    requirements: ["EQ-EV-3"],
    level: "ours",
    sentence: "A duration of 0 counts as no duration: the server chooses",
    after: [durationStated],
    async judge(context) {
      const usual = await usualDuration(context);
      for (const wish of ["duration=0", "duration=0.0"]) await expectGranted(context, wish, usual);
    },
  },
  {
    id: "events-query/duration/exact",
    protocol: "events-query",
    requirements: ["EQ-EV-3"],
    level: "ours",
    sentence: "A requested duration up to the maximum is granted exactly",
    after: [durationStated],
    async judge(context) {
      for (const wish of [1, 1.5, 2.125]) await expectGranted(context, `duration=${wish}`, wish);
    },
  },
  {
    id: "events-query/duration/maximum",
    protocol: "events-query",
    requirements: ["EQ-EV-3"],
    level: "ours",
    sentence: "A requested duration above the maximum gets the maximum",
    after: [durationStated],
    async judge(context) {
      const maximum = await granted(context, `duration=${largest}`);
      expectThat(maximum !== undefined && maximum < largest, {
        expected: "a plausible duration",
        observed: `${maximum} s`,
      });
      await expectGranted(context, `duration=${Math.floor(maximum) + 1}`, maximum);
      await expectGranted(context, `duration=${maximum}`, maximum);
    },
  },
  {
    id: "events-query/duration/unusable",
    protocol: "events-query",
    requirements: ["EQ-EV-1"],
    level: "must",
    sentence: "A duration that is not a number is ignored",
    after: [durationStated],
    async judge(context) {
      const usual = await usualDuration(context);
      for (const wish of ['duration="1"', "duration=(1 1)", "duration=?1", "duration", "duration=one"]) {
        await expectGranted(context, wish, usual);
      }
    },
  },
  {
    id: "events-query/duration/negative",
    protocol: "events-query",
    requirements: ["EQ-EV-1"],
    level: "must",
    sentence: "A negative duration is ignored",
    after: [durationStated],
    async judge(context) {
      const usual = await usualDuration(context);
      for (const wish of ["duration=-1", "duration=-0.5"]) await expectGranted(context, wish, usual);
    },
  },
  {
    id: "events-query/duration/malformed",
    protocol: "events-query",
    requirements: ["EQ-EV-1"],
    level: "must",
    sentence: "An Events field that is not a Dictionary is ignored",
    after: [durationStated],
    async judge(context) {
      const usual = await usualDuration(context);
      for (const field of ["duration=", "duration=1;;", "=1", "duration=1.0001"]) {
        await expectGranted(context, field, usual);
      }
    },
  },
  {
    id: "events-query/duration/parameters",
    protocol: "events-query",
    requirements: ["EQ-EV-1"],
    level: "must",
    sentence: "Parameters of duration are ignored",
    after: [durationStated],
    async judge(context) {
      await expectGranted(context, "duration=1;unit=days", await granted(context, "duration=1"));
    },
  },
  {
    id: "events-query/duration/unknown-keys",
    protocol: "events-query",
    requirements: ["EQ-EV-1"],
    level: "ours",
    sentence: "Unknown keys in Events are ignored, wherever they are",
    after: [durationStated],
    async judge(context) {
      const plain = await granted(context, "duration=1");
      for (const wish of ['colour=blue, duration=1, shape=(1 2);x="y"', "duration=1, protocol=prep"]) {
        await expectGranted(context, wish, plain);
      }
    },
  },
];

/**
 * The duration that is granted by default. Skips the check if it differs from one time to the next: then it proves
 * nothing.
 */
async function usualDuration(context: CheckContext): Promise<number | undefined> {
  const [first, second] = [await granted(context), await granted(context)];
  if (first !== second)
    throw new NotApplicable(`by default the target states ${first} s one time and ${second} s another time`);
  return first;
}

async function granted(context: CheckContext, events?: string): Promise<number | undefined> {
  return durationOf(await wish(context, events));
}

async function expectGranted(context: CheckContext, events: string, duration: number | undefined): Promise<void> {
  const exchange = await wish(context, events);
  expectThat(exchange.status === 200 && durationOf(exchange) === duration, {
    expected: `duration=${duration} for Events: ${events}`,
    observed: `status ${exchange.status}, ${shown(exchange, "Events")}`,
    exchange,
  });
}

async function wish(context: CheckContext, events: string | undefined) {
  const fields = events === undefined ? {} : { Events: events };
  const { exchange } = openStream(context, await context.resource(), { duration: "none", fields });
  await exchange.headWithin();
  exchange.leave();
  return exchange;
}
