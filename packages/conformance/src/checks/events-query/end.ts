import { expectThat, NotApplicable } from "../../finding.ts";
import { durationOf } from "../../subscriptions/events-query.ts";
import type { Check } from "../check.ts";
import { durationStated, stream } from "./opening.ts";

/** The tolerance for the clocks and timers of two processes, in milliseconds per second. */
const tolerance = 100;

export const eventsQueryEndChecks: readonly Check[] = [
  {
    id: "events-query/end/not-early",
    protocol: "events-query",
    requirements: ["EQ-EV-4", "EQ-ST-9"],
    level: "ours",
    sentence: "A stream does not end before its duration is over, unless there is a reason",
    after: [durationStated],
    async judge(context) {
      const { exchange } = await stream(context, await context.resource(), { duration: 2 });
      const duration = 1_000 * (durationOf(exchange) ?? 0);
      if (duration === 0 || duration > context.settings.longestWait) {
        throw new NotApplicable(`the stated duration is ${duration / 1_000} s`, "--longest-wait SECONDS");
      }
      const { at } = await exchange.ended(duration + context.settings.patience).catch(() => ({ at: Infinity }));
      const lasted = at - (exchange.sentAt ?? at);
      expectThat(lasted >= duration - tolerance, {
        expected: `an end after ${duration / 1_000} s`,
        observed: `an end after ${(lasted / 1_000).toFixed(2)} s`,
        exchange,
      });
    },
  },
  {
    id: "events-query/end/nothing-without-event",
    protocol: "events-query",
    requirements: ["EQ-AR-3", "EQ-ST-4"],
    level: "ours",
    sentence: "A stream without events contains nothing that a client could take for a notification",
    needs: { fresh: true },
    after: [durationStated],
    async judge(context) {
      const subscription = await stream(context, await context.resource(), { duration: 1 });
      const { exchange } = subscription;
      const duration = 1_000 * (durationOf(exchange) ?? Number.POSITIVE_INFINITY);
      if (duration > context.settings.longestWait) {
        throw new NotApplicable(`the stated duration is ${duration / 1_000} s`, "--longest-wait SECONDS");
      }
      await exchange.ended(duration + context.settings.patience).catch(() => undefined);
      const { items } = subscription.stream();
      const content = items.filter(({ fields, body }) => fields.length + body.length > 0);
      expectThat(content.length === 0 && exchange.interim.length === 0, {
        expected: "no items, and no interim responses",
        observed: `${content.length} items, ${exchange.interim.length} interim responses`,
        exchange,
        ...(content[0] === undefined ? {} : { range: content[0] }),
      });
    },
  },
];
