import { expectThat, Finding } from "../../finding.ts";
import { readMediaType } from "../../parsers/media-type.ts";
import { textOf } from "../../parsers/structured-fields.ts";
import { WaitFailure } from "../../wire/exchange.ts";
import type { Check } from "../check.ts";

export const prepStreamChecks: readonly Check[] = [
  {
    id: "prep/stream/served",
    protocol: "prep",
    requirements: ["PREP-RS-1", "PREP-EV-1", "PREP-EV-2", "PREP-EV-3"],
    level: "must",
    sentence: "A GET with Accept-Events gets multipart/mixed at once, with protocol and status=200 in Events",
    async judge(context) {
      const subscription = context.openPrep(await context.resource());
      const { exchange } = subscription;
      await exchange.headWithin();
      const events = subscription.events();
      expectThat(textOf(events?.protocol?.value)?.toLowerCase() === "prep" && events?.status?.value === 200, {
        expected: 'Events: protocol="prep", status=200',
        observed: `Events: ${exchange.field("Events")}`,
        exchange,
      });
      const type = readMediaType(exchange.field("Content-Type"));
      expectThat(type?.essence === "multipart/mixed" && type.parameters.has("boundary"), {
        expected: "Content-Type: multipart/mixed, with a boundary",
        observed: `Content-Type: ${exchange.field("Content-Type")}`,
        exchange,
      });
    },
  },
  {
    id: "prep/stream/opening-at-once",
    protocol: "prep",
    requirements: ["PREP-RS-8"],
    level: "should",
    sentence: "The representation, the head of the digest and its first delimiter are sent at once, before any event",
    after: ["prep/stream/served"],
    async judge(context) {
      const subscription = await context.prep(await context.resource());
      const opened = () => subscription.stream().digest?.delimiters[0];
      await subscription.exchange.bodyUntil(opened, "the first delimiter of the digest, before any event");
    },
  },
  {
    id: "prep/stream/notification-at-once",
    protocol: "prep",
    requirements: ["PREP-RS-8", "PREP-MS-1"],
    level: "should",
    sentence: "An event is notified at once, together with the delimiter that ends the notification",
    needs: { events: ["any"] },
    after: ["prep/stream/opening-at-once"],
    async judge(context) {
      const resource = await context.resource();
      const subscription = await context.prep(resource);
      await context.cause("any", resource);
      try {
        await subscription.next("a notification, and the delimiter after it");
      } catch (error) {
        const open = subscription.stream().digest?.parts[0];
        if (!(error instanceof WaitFailure) || open === undefined || open.length === 0) throw error;
        throw new Finding({
          expected: "the delimiter that ends the notification, together with it",
          observed: "a notification whose end only the next one shows",
          exchange: subscription.exchange,
          range: open,
        });
      }
    },
  },
  {
    id: "prep/stream/delimiter-in-the-same-frame",
    protocol: "prep",
    requirements: ["PREP-RS-8"],
    level: "should",
    sentence: "The delimiter is at the end of the chunk or frame that contains the notification",
    needs: { events: ["any"] },
    after: ["prep/stream/notification-at-once"],
    async judge(context) {
      const subscription = await context.prep(await context.resource());
      const notification = await context.isLive(subscription);
      const { exchange } = subscription;
      const delimiter = subscription.stream().digest?.delimiters[1];
      const last = notification.offset + notification.length - 1;
      const frame = exchange.frames().find(({ offset, length }) => offset <= last && last < offset + length);
      const within = frame !== undefined && delimiter !== undefined && delimiter.offset < frame.offset + frame.length;
      expectThat(within, {
        expected: "the end of the notification and its delimiter in one chunk",
        observed: "the delimiter in another chunk",
        exchange,
        range: notification,
      });
    },
  },
  {
    id: "prep/stream/two-parts",
    protocol: "prep",
    requirements: ["PREP-RS-4", "PREP-RS-5"],
    level: "must",
    sentence: "The content has two parts: the representation as in a plain GET, and a multipart/digest",
    needs: { events: ["any"] },
    after: ["prep/stream/notification-at-once"],
    async judge(context) {
      const resource = await context.resource();
      const plain = await context.exchange(resource, { method: "GET" });
      const subscription = await context.prep(resource);
      const { exchange } = subscription;
      const { body, bodyOffset } = await subscription.representation();
      expectThat(Buffer.compare(body, plain.body) === 0, {
        expected: `the ${plain.body.length} bytes of the representation in the first part`,
        observed: `${body.length} other bytes`,
        exchange,
        range: { offset: bodyOffset, length: body.length },
      });
      await context.isLive(subscription);
      const { outer, digest, faults } = subscription.stream();
      expectThat(digest !== undefined && outer?.parts.length === 2, {
        expected: "a multipart/digest as the second of two parts",
        observed: `${outer?.parts.length} parts`,
        exchange,
      });
      const [fault] = faults;
      expectThat(fault === undefined, {
        expected: "valid multipart",
        observed: fault?.message ?? "",
        exchange,
        ...(fault && { range: fault }),
      });
    },
  },
];
