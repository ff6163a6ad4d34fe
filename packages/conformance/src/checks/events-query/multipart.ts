import { expectThat, NotApplicable } from "../../finding.ts";
import { boundaryOf, readMediaType } from "../../parsers/media-type.ts";
import { durationOf, type EventsQuerySubscription } from "../../subscriptions/events-query.ts";
import type { Check, CheckContext } from "../check.ts";
import { lastBytes } from "./expectations.ts";
import { delimitedAtOnce, served, sound, stream } from "./opening.ts";

const accept = "multipart/mixed";

export const eventsQueryMultipartChecks: readonly Check[] = [
  {
    id: delimitedAtOnce,
    protocol: "events-query",
    requirements: ["EQ-ST-7"],
    level: "should",
    sentence: "In multipart/mixed, the delimiter that ends a notification is at the end of the same chunk",
    needs: { events: ["any"] },
    after: [sound("multipart")],
    async judge(context) {
      const resource = await context.resource();
      const subscription = await stream(context, resource, { accept });
      const { exchange } = subscription;
      await context.cause("any", resource);
      const item = await subscription.next("a notification, and the delimiter that ends it");
      const delimiter = `\r\n--${boundaryOf(readMediaType(exchange.field("Content-Type")))}`.length;
      const end = item.offset + item.length + delimiter;
      const frame = exchange.frames().find(({ offset, length }) => item.offset + item.length < offset + length);
      const frameEnd = (frame?.offset ?? 0) + (frame?.length ?? 0);
      expectThat(frame !== undefined && frame.offset < item.offset + item.length && end <= frameEnd, {
        expected: "notification and delimiter in one chunk",
        observed: `chunks that end at ${exchange.frames().map(({ offset, length }) => offset + length)}`,
        exchange,
        range: item,
      });
      // Padding and a line ending (CRLF) may follow, but no other part.
      expectThat(frameEnd <= end + 2, {
        expected: "nothing after the delimiter in the chunk",
        observed: `${frameEnd - end} bytes`,
        exchange,
        range: { offset: end, length: frameEnd - end },
      });
    },
  },
  {
    id: "events-query/multipart/first-delimiter-at-once",
    protocol: "events-query",
    requirements: ["EQ-ST-7"],
    level: "ours",
    sentence: "In multipart/mixed, the first delimiter follows right after the head",
    after: [served("multipart")],
    async judge(context) {
      const { exchange } = await stream(context, await context.resource(), { accept });
      const boundary = boundaryOf(readMediaType(exchange.field("Content-Type"))) ?? "";
      await exchange.bodyUntil(() => exchange.text.startsWith(`--${boundary}`), "the first delimiter");
    },
  },
  {
    id: "events-query/multipart/close-delimiter-after-deletion",
    protocol: "events-query",
    requirements: ["EQ-ST-7", "EQ-ST-8"],
    level: "must",
    sentence: "A stream in multipart/mixed that a deletion ends has the close-delimiter",
    needs: { events: ["delete"] },
    after: ["events-query/multipart/deletion-ends-it"],
    async judge(context) {
      const resource = await context.resource();
      const subscription = await stream(context, resource, { accept });
      await context.cause("delete", resource);
      await expectClosed(subscription);
    },
  },
  {
    id: "events-query/multipart/close-delimiter-after-duration",
    protocol: "events-query",
    requirements: ["EQ-ST-7", "EQ-ST-9"],
    level: "must",
    sentence: "A stream in multipart/mixed that its duration ends has the close-delimiter",
    after: ["events-query/multipart/duration-ends-it"],
    async judge(context) {
      const subscription = await stream(context, await context.resource(), { accept, duration: 1 });
      await expectClosed(subscription, durationWithin(context, subscription) + context.settings.patience);
    },
  },
  {
    id: "events-query/multipart/content-fields-only",
    protocol: "events-query",
    requirements: ["EQ-ST-4"],
    level: "ours",
    sentence: "A notification in multipart/mixed only has fields that describe its content",
    needs: { events: ["any"] },
    after: [delimitedAtOnce],
    async judge(context) {
      const subscription = await stream(context, await context.resource(), { accept });
      const { fields } = await context.isLive(subscription);
      const other = fields.find(({ name }) => !/^content-/i.test(name));
      expectThat(other === undefined, {
        expected: "only Content-* fields",
        observed: other?.name ?? "",
        exchange: subscription.exchange,
        ...(other === undefined ? {} : { range: other }),
      });
      expectThat(
        fields.some(({ name }) => name.toLowerCase() === "content-type"),
        { expected: "Content-Type", observed: "no such field", exchange: subscription.exchange },
      );
    },
  },
];

function durationWithin({ settings }: CheckContext, { exchange }: EventsQuerySubscription): number {
  const duration = 1_000 * (durationOf(exchange) ?? Number.POSITIVE_INFINITY);
  if (duration <= settings.longestWait) return duration;
  throw new NotApplicable(`the stated duration is ${duration / 1_000} s`, "--longest-wait SECONDS");
}

async function expectClosed(subscription: EventsQuerySubscription, limit?: number): Promise<void> {
  const { exchange } = subscription;
  await exchange.ended(limit);
  expectThat(subscription.stream().closed === true, {
    expected: "the close-delimiter",
    observed: exchange.describe(),
    exchange,
    range: lastBytes(exchange),
  });
}
