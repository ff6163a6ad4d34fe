import { expectThat } from "../../finding.ts";
import { boundaryOf, readMediaType } from "../../parsers/media-type.ts";
import { readItem } from "../../parsers/structured-fields.ts";
import type { Check } from "../check.ts";
import { expectSound, expectStatus, expectTokens, shown } from "./expectations.ts";
import { headAtOnce, notified, openStream, stream } from "./opening.ts";

const eventNotified = "events-query/stream/event-told";
const sound = "events-query/stream/sound";
const whole = "events-query/stream/notification-whole";

export const eventsQueryStreamChecks: readonly Check[] = [
  {
    id: headAtOnce,
    protocol: "events-query",
    requirements: ["EQ-ST-1", "EQ-RQ-1", "EQ-DM-1"],
    level: "must",
    sentence: "A subscription to a stream gets 200, and the header fields are sent at once, before any event",
    async judge(context) {
      const { exchange } = openStream(context, await context.resource());
      await exchange.headWithin(undefined, "the head of the response, before any event");
      expectStatus(exchange, 200);
    },
  },
  {
    id: "events-query/stream/incremental",
    protocol: "events-query",
    requirements: ["EQ-ST-1", "EQ-AR-1"],
    level: "must",
    sentence: "The response has Incremental: ?1",
    after: [headAtOnce],
    async judge(context) {
      const { exchange } = openStream(context, await context.resource());
      await exchange.headWithin();
      expectThat(readItem(exchange.field("Incremental") ?? "")?.value === true, {
        expected: "Incremental: ?1",
        observed: shown(exchange, "Incremental"),
        exchange,
      });
    },
  },
  {
    id: eventNotified,
    protocol: "events-query",
    requirements: ["EQ-DM-1", "EQ-ST-10"],
    level: "must",
    sentence: "An event on the resource adds something to the stream",
    needs: { events: ["any"] },
    after: [headAtOnce],
    async judge(context) {
      const resource = await context.resource();
      const { exchange } = await stream(context, resource);
      await context.cause("any", resource);
      // A delimiter with its line ending may have arrived with the head.
      const boundary = boundaryOf(readMediaType(exchange.field("Content-Type")));
      const delimiter = boundary === undefined ? 0 : boundary.length + 4;
      await exchange.bodyUntil(({ length }) => length > delimiter, "a notification");
    },
  },
  {
    id: sound,
    protocol: "events-query",
    requirements: ["EQ-ST-5", "EQ-ST-6", "EQ-ST-7"],
    level: "must",
    sentence: "The content of the stream has the framing of its media type",
    needs: { events: ["any"] },
    after: [eventNotified],
    async judge(context) {
      const resource = await context.resource();
      const subscription = await stream(context, resource);
      const { exchange } = subscription;
      for (const which of ["first", "second"]) {
        const before = exchange.body.length;
        await context.cause("any", resource);
        await exchange.bodyUntil(({ length }) => length > before, `the ${which} notification`);
      }
      await exchange.bodyUntil(() => {
        const { items, faults } = subscription.stream();
        return items.length + faults.length > 0;
      }, "a whole notification");
      expectSound(subscription, subscription.stream());
    },
  },
  {
    id: whole,
    protocol: "events-query",
    requirements: ["EQ-ST-7", "EQ-ST-6"],
    level: "should",
    sentence: "A notification is complete as soon as it is sent: its delimiter does not wait for the next one",
    needs: { events: ["any"] },
    after: [sound],
    async judge(context) {
      const resource = await context.resource();
      const subscription = await stream(context, resource);
      await context.cause("any", resource);
      await subscription.next("a whole notification, with what ends it");
      await context.cause("any", resource);
      await subscription.next("a second notification, with what ends it");
    },
  },
  {
    id: "events-query/stream/not-cached",
    protocol: "events-query",
    requirements: ["EQ-ST-2"],
    level: "ours",
    sentence: "Cache-Control and X-Accel-Buffering forbid intermediaries to store or buffer the stream",
    after: [headAtOnce],
    async judge(context) {
      const { exchange } = openStream(context, await context.resource());
      await exchange.headWithin();
      expectTokens(exchange, "Cache-Control", "no-store", "no-transform");
      expectTokens(exchange, "X-Accel-Buffering", "no");
    },
  },
  {
    id: "events-query/stream/vary",
    protocol: "events-query",
    requirements: ["EQ-ST-2"],
    level: "ours",
    sentence: "Vary lists the fields that the response depends on: Accept, Content-Type, Last-Event-ID",
    after: [headAtOnce],
    async judge(context) {
      const { exchange } = openStream(context, await context.resource());
      await exchange.headWithin();
      expectTokens(exchange, "Vary", "Accept", "Content-Type", "Last-Event-ID");
    },
  },
  {
    id: "events-query/stream/accept-query",
    protocol: "events-query",
    requirements: ["EQ-ST-2"],
    level: "ours",
    sentence: "The response to a subscription also has Accept-Query",
    after: [headAtOnce],
    async judge(context) {
      const { exchange } = openStream(context, await context.resource());
      await exchange.headWithin();
      expectThat(exchange.field("Accept-Query") !== undefined, {
        expected: "Accept-Query",
        observed: shown(exchange, "Accept-Query"),
        exchange,
      });
    },
  },
  {
    id: notified,
    protocol: "events-query",
    requirements: ["EQ-DM-1"],
    level: "must",
    sentence: "Without interest in the state, the stream has only notifications and no representation",
    needs: { events: ["any"] },
    after: [whole],
    async judge(context) {
      const resource = await context.resource();
      const plain = await context.exchange(resource, { method: "GET" });
      const subscription = await stream(context, resource);
      const { body, ...range } = await context.isLive(subscription);
      expectThat(plain.body.length === 0 || !Buffer.from(body).includes(Buffer.from(plain.body)), {
        expected: "a notification as the first item",
        observed: "the representation",
        exchange: subscription.exchange,
        range,
      });
    },
  },
  {
    id: "events-query/stream/goes-on",
    protocol: "events-query",
    requirements: ["EQ-ST-9", "EQ-ST-10"],
    level: "must",
    sentence: "A stream goes on after a notification, unless it is a deletion",
    needs: { events: ["any"] },
    after: [eventNotified],
    async judge(context) {
      const resource = await context.resource();
      const { exchange } = await stream(context, resource);
      for (const which of ["first", "second", "third"]) {
        const before = exchange.body.length;
        await context.cause("any", resource);
        await exchange.bodyUntil(({ length }) => length > before, `a notification of the ${which} event`);
      }
    },
  },
];
