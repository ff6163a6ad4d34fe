import { expectThat, NotApplicable } from "../../finding.ts";
import type { PrepSubscription } from "../../subscriptions/prep.ts";
import type { Check } from "../check.ts";
import { take } from "./served.ts";

export const prepTerminationChecks: readonly Check[] = [
  {
    id: "prep/termination/delete-ends-stream",
    protocol: "prep",
    requirements: ["PREP-RS-9"],
    level: "must",
    sentence: "The response ends with both close-delimiters right after the notification of a deletion",
    needs: { events: ["any", "delete"] },
    after: ["prep/stream/served"],
    async judge(context) {
      const resource = await context.resource();
      const subscription = await context.prep(resource);
      await context.isLive(subscription);
      await context.cause("delete", resource);
      await take(subscription, 2, "a notification of the DELETE");
      await endsCleanly(subscription);
    },
  },
  {
    id: "prep/termination/delete-ends-each",
    protocol: "prep",
    requirements: ["PREP-RS-9"],
    level: "must",
    sentence: "A deletion ends the response of each subscriber, even of one that has seen no event before",
    needs: { events: ["any", "delete"] },
    after: ["prep/termination/delete-ends-stream"],
    async judge(context) {
      const resource = await context.resource();
      const first = await context.prep(resource);
      const second = await context.prep(resource);
      await context.isLive(first);
      const third = await context.prep(resource);
      await context.cause("delete", resource);
      for (const [subscription, count] of [
        [first, 2],
        [second, 2],
        [third, 1],
      ] as const) {
        await take(subscription, count, "a notification of the DELETE");
        await endsCleanly(subscription);
      }
    },
  },
  {
    id: "prep/termination/nothing-behind",
    protocol: "prep",
    requirements: ["PREP-RS-4"],
    level: "must",
    sentence: "The whole content has two parts, and only line endings after the close-delimiters",
    needs: { events: ["delete"] },
    after: ["prep/termination/delete-ends-stream"],
    async judge(context) {
      const resource = await context.resource();
      const subscription = await context.prep(resource);
      await context.cause("delete", resource);
      const { exchange } = subscription;
      await exchange.ended();
      const { outer, digest } = subscription.stream();
      const third = outer?.parts[2];
      expectThat(outer?.parts.length === 2, {
        expected: "two parts",
        observed: `${outer?.parts.length} parts`,
        exchange,
        ...(third && { range: third }),
      });
      for (const epilogue of [digest?.epilogue, outer?.epilogue]) {
        const { offset = 0, length = 0 } = epilogue ?? {};
        const text = exchange.text.slice(offset, offset + length);
        expectThat(/^[ \t\r\n]*$/.test(text), {
          expected: "nothing after a close-delimiter",
          observed: `${length} bytes`,
          exchange,
          range: { offset, length },
        });
      }
    },
  },
  {
    id: "prep/termination/expiry-ends-stream",
    protocol: "prep",
    requirements: ["PREP-RS-9", "PREP-EV-4"],
    level: "must",
    sentence: "The response ends with both close-delimiters when the time in expires is over, and not before",
    needs: { prepDuration: true },
    after: ["prep/stream/opening-at-once"],
    async judge(context) {
      const subscription = await context.prep(await context.resource());
      const { exchange } = subscription;
      const expires = expiryOf(subscription);
      await exchange.ended(expires + context.settings.patience, `an end after ${expires / 1_000} s`);
      await endsCleanly(subscription);
      const lasted = (exchange.ending?.at ?? 0) - (exchange.head?.at ?? 0);
      // The seconds count from Date, which has no fractions and may be a second old.
      expectThat(lasted > expires - 1_500, {
        expected: `an end ${expires / 1_000} s after Date`,
        observed: `an end after ${(lasted / 1_000).toFixed(1)} s`,
        exchange,
      });
    },
  },
];

/** The time in `expires`, in milliseconds. Some servers send a date; another check judges that. */
function expiryOf(subscription: PrepSubscription): number {
  const value = subscription.events()?.expires?.value;
  const [end, begin] = [String(value), subscription.exchange.field("Date") ?? ""].map((date) => Date.parse(date));
  const expires = typeof value === "number" ? 1_000 * value : (end ?? Number.NaN) - (begin ?? Number.NaN);
  if (Number.isFinite(expires)) return expires;
  throw new NotApplicable("Events does not say when the stream expires");
}

/** Fails if the response does not end as HTTP's framing says, or lacks a close-delimiter. */
async function endsCleanly(subscription: PrepSubscription): Promise<void> {
  const { exchange } = subscription;
  const { kind } = await exchange.ended(undefined, "the end of the response");
  const { outer, digest } = subscription.stream();
  const end = { offset: Math.max(0, exchange.body.length - 80), length: Math.min(80, exchange.body.length) };
  expectThat(kind === "complete", {
    expected: "an end as HTTP's framing says",
    observed: exchange.describe(),
    exchange,
    range: end,
  });
  expectThat(outer?.closed === true && digest?.closed === true, {
    expected: "the close-delimiters of the digest and of the response",
    observed: `${digest?.closed ? "only that of the digest" : outer?.closed ? "only that of the response" : "neither"}`,
    exchange,
    range: end,
  });
}
