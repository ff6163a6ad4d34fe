import { expectThat, NotApplicable } from "../../finding.ts";
import { readMediaType } from "../../parsers/media-type.ts";
import { readItem } from "../../parsers/structured-fields.ts";
import { durationOf } from "../../subscriptions/events-query.ts";
import { objectOf, type StreamItem } from "../../subscriptions/notification.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { Check } from "../check.ts";
import { expectBeforeDuration, expectComplete, expectStatus, shown } from "./expectations.ts";
import { notified, openSingle, openStream, singleHeadAtOnce, stream } from "./opening.ts";

const next = "events-query/single/next-notification";

export const eventsQuerySingleChecks: readonly Check[] = [
  {
    id: next,
    protocol: "events-query",
    requirements: ["EQ-SN-1", "EQ-DM-1"],
    level: "must",
    sentence: "Without interest in a stream, the content of the response is the next notification",
    needs: { events: ["any"] },
    after: [notified],
    async judge(context) {
      const resource = await context.resource();
      // A second stream shows that the event was notified.
      const beside = await stream(context, resource);
      const exchange = await openSingle(context, resource);
      await context.isLive(beside);
      await exchange.bodyUntil(({ length }) => length > 0, "the next notification");
      expectStatus(exchange, 200);
      const type = readMediaType(exchange.field("Content-Type"))?.essence;
      expectThat(type !== undefined && !/^(application\/(http|json-seq)|multipart\/.*)$/.test(type), {
        expected: "a notification without encapsulation",
        observed: shown(exchange, "Content-Type"),
        exchange,
      });
    },
  },
  {
    id: "events-query/single/ends-after-it",
    protocol: "events-query",
    requirements: ["EQ-SN-2"],
    level: "must",
    sentence: "The response ends right after the notification",
    needs: { events: ["any"] },
    after: [next],
    async judge(context) {
      const resource = await context.resource();
      const exchange = await openSingle(context, resource);
      await context.cause("any", resource);
      await exchange.ended(undefined, "the end of the response after the notification");
      expectComplete(exchange);
      expectBeforeDuration(exchange, "the notification");
    },
  },
  {
    id: "events-query/single/only-one",
    protocol: "events-query",
    requirements: ["EQ-SN-1"],
    level: "must",
    sentence: "The content is one notification, even if several events follow each other",
    needs: { events: ["any"] },
    after: ["events-query/single/ends-after-it"],
    async judge(context) {
      const resource = await context.resource();
      const exchange = await openSingle(context, resource, { accept: "application/json, */*;q=0.1" });
      await Promise.all([1, 2, 3].map(() => context.cause("any", resource)));
      await exchange.ended(undefined, "the end of the response after the notification");
      const item = itemOf(exchange);
      if (item.type !== "application/json") throw new NotApplicable(`its form is ${item.type}, not JSON`);
      expectThat(objectOf(item) !== undefined, {
        expected: "one JSON object",
        observed: exchange.text.slice(0, 80),
        exchange,
        range: item,
      });
    },
  },
  {
    id: singleHeadAtOnce,
    protocol: "events-query",
    requirements: ["EQ-SN-3"],
    level: "ours",
    sentence: "The header fields are sent at once, before the event, with Events and Incremental",
    async judge(context) {
      const { exchange } = openStream(context, await context.resource(), { events: false });
      await exchange.headWithin(undefined, "the head of the response, before any event");
      expectStatus(exchange, 200);
      expectThat(durationOf(exchange) !== undefined, {
        expected: "Events with duration",
        observed: shown(exchange, "Events"),
        exchange,
      });
      expectThat(readItem(exchange.field("Incremental") ?? "")?.value === true, {
        expected: "Incremental: ?1",
        observed: shown(exchange, "Incremental"),
        exchange,
      });
    },
  },
  {
    id: "events-query/single/empty-at-duration",
    protocol: "events-query",
    requirements: ["EQ-SN-3", "EQ-EV-4"],
    level: "ours",
    sentence: "If the duration ends without an event, the response ends cleanly and without content",
    after: [singleHeadAtOnce],
    async judge(context) {
      const { exchange } = openStream(context, await context.resource(), { events: false, duration: 1 });
      await exchange.headWithin();
      const duration = 1_000 * (durationOf(exchange) ?? Number.POSITIVE_INFINITY);
      if (duration > context.settings.longestWait) {
        throw new NotApplicable(`the stated duration is ${duration / 1_000} s`, "--longest-wait SECONDS");
      }
      await exchange.ended(duration + context.settings.patience, `the end after ${duration / 1_000} s`);
      expectComplete(exchange);
      expectThat(exchange.body.length === 0, {
        expected: "no content",
        observed: `${exchange.body.length} bytes`,
        exchange,
        range: { offset: 0, length: exchange.body.length },
      });
    },
  },
  {
    id: "events-query/single/form",
    protocol: "events-query",
    requirements: ["EQ-SN-1"],
    level: "must",
    sentence: "Accept of the request itself negotiates the form of a single notification",
    needs: { events: ["any"] },
    after: [next],
    async judge(context) {
      const resource = await context.resource();
      const forms = ["message/rfc822", "application/json", "application/activity+json"];
      const exchanges = await Promise.all(forms.map((accept) => openSingle(context, resource, { accept })));
      await context.cause("any", resource);
      for (const [index, exchange] of exchanges.entries()) {
        const { status } = await exchange.headWithin();
        const type = readMediaType(exchange.field("Content-Type"))?.essence;
        expectThat(status === 406 || (status === 200 && type === forms[index]), {
          expected: `a notification in ${forms[index]}, or 406`,
          observed: `status ${status}, Content-Type: ${type}`,
          exchange,
        });
      }
    },
  },
];

function itemOf(exchange: Exchange): StreamItem {
  const { body } = exchange;
  const type = readMediaType(exchange.field("Content-Type"))?.essence;
  return { type, fields: [], body, bodyOffset: 0, offset: 0, length: body.length };
}
