import { expectThat } from "../../finding.ts";
import { eventDetails } from "../../subscriptions/notification.ts";
import type { Check } from "../check.ts";
import { expectBeforeDuration, expectStatus, shown } from "./expectations.ts";
import { headAtOnce, notified, openSingle, openStream, requireRealization, stream } from "./opening.ts";
import { causeSome, common, expectBegins, expectNotified, startingPoint } from "./resuming.ts";
import { causeKnown, notifiedIds } from "./writing.ts";

const older = "events-query/resume/older";

export const eventsQueryResumeChecks: readonly Check[] = [
  {
    ...common,
    id: "events-query/resume/head-event-id",
    requirements: ["EQ-RP-5"],
    sentence: "The head of the response has Event-ID: the id of the event after which the stream begins",
    after: [headAtOnce],
    async judge(context) {
      const { exchange } = openStream(context, await context.resource());
      await exchange.headWithin();
      expectThat(/^[!-~]+$/.test(exchange.field("Event-ID") ?? ""), {
        expected: "Event-ID in the head",
        observed: shown(exchange, "Event-ID"),
        exchange,
      });
    },
  },
  {
    ...common,
    id: startingPoint,
    requirements: ["EQ-RP-5"],
    sentence: "Event-ID in the head is the id of the latest event",
    needs: { events: ["any"] },
    after: ["events-query/resume/head-event-id", notified],
    async judge(context) {
      const resource = await context.resource();
      const latest = await causeKnown(context, resource);
      expectBegins(await stream(context, resource), latest);
    },
  },
  {
    ...common,
    id: older,
    sentence: "After an older id, the later events come first and in order, and Event-ID in the head is that id",
    needs: { events: ["any"] },
    after: [startingPoint],
    async judge(context) {
      const resource = await context.resource();
      const [first, ...missed] = await causeSome(context, resource, 4);
      const subscription = await stream(context, resource, { fields: { "Last-Event-ID": first } });
      expectBegins(subscription, first);
      missed.push(await causeKnown(context, resource));
      await expectNotified(subscription, missed);
    },
  },
  {
    ...common,
    id: "events-query/resume/member",
    sentence: "Last-Event-ID in events resumes too, and wins over the field of the request",
    needs: { events: ["any"] },
    after: [older],
    async judge(context) {
      requireRealization(context);
      const resource = await context.resource();
      const [first, second, third] = await causeSome(context, resource, 3);
      const events = { "Last-Event-ID": second };
      const subscription = await stream(context, resource, { events, fields: { "Last-Event-ID": first } });
      expectBegins(subscription, second);
      await expectNotified(subscription, [third, await causeKnown(context, resource)]);
    },
  },
  {
    ...common,
    id: "events-query/resume/latest",
    sentence: "After the latest id, nothing is repeated",
    needs: { events: ["any"] },
    after: [startingPoint],
    async judge(context) {
      const resource = await context.resource();
      const [, latest] = await causeSome(context, resource, 2);
      const subscription = await stream(context, resource, { fields: { "Last-Event-ID": latest } });
      expectBegins(subscription, latest);
      await expectNotified(subscription, [await causeKnown(context, resource)]);
    },
  },
  {
    ...common,
    id: "events-query/resume/with-state",
    requirements: ["EQ-DM-4", "EQ-RP-1", "EQ-RP-5"],
    sentence: "With interest in the state, the representation comes first, and then the events after the id",
    needs: { events: ["any"] },
    after: [older, "events-query/representation/first-in-multipart"],
    async judge(context) {
      const resource = await context.resource();
      const [first, ...missed] = await causeSome(context, resource, 3);
      const plain = await context.exchange(resource, { method: "GET" });
      const fields = { "Last-Event-ID": first };
      const subscription = await stream(context, resource, { state: {}, accept: "multipart/mixed", fields });
      expectBegins(subscription, first);
      const { body, ...range } = await subscription.representation();
      expectThat(Buffer.compare(body, plain.body) === 0, {
        expected: "the representation as the first item",
        observed: Buffer.from(body).toString("latin1", 0, 80),
        exchange: subscription.exchange,
        range,
      });
      await expectNotified(subscription, missed);
    },
  },
  {
    ...common,
    id: "events-query/resume/single",
    requirements: ["EQ-DM-4"],
    sentence: "A single notification after an older id is the next event, and is sent at once",
    needs: { events: ["any"] },
    after: [startingPoint, "events-query/single/next-notification"],
    async judge(context) {
      const resource = await context.resource();
      const [first, second] = await causeSome(context, resource, 3);
      const exchange = await openSingle(context, resource, { fields: { "Last-Event-ID": first } });
      await exchange.ended(undefined, "the missed event, at once");
      expectStatus(exchange, 200);
      expectBeforeDuration(exchange, "the missed event");
      expectThat(exchange.text.includes(second), {
        expected: `a notification of the event ${second}`,
        observed: exchange.text.slice(0, 200),
        exchange,
      });
    },
  },
  {
    ...common,
    id: "events-query/resume/across-deletion",
    requirements: ["EQ-DM-4", "NF-6"],
    sentence:
      "A stream that resumes before a deletion ends with the deletion, and the next one continues with the new creation",
    needs: { events: ["delete", "put"], fresh: true },
    after: [older],
    async judge(context) {
      const resource = await context.resource();
      const first = await causeKnown(context, resource);
      await context.cause("delete", resource);
      const made = await causeKnown(context, resource);
      const meeting = await stream(context, resource, { fields: { "Last-Event-ID": first } });
      await meeting.exchange.ended(undefined, "the end after the deletion");
      expectBeforeDuration(meeting.exchange, "the deletion");
      const received = notifiedIds(meeting);
      const [deleted] = received;
      expectThat(received.length === 1 && deleted !== undefined && deleted !== made, {
        expected: "only the deletion",
        observed: `${received.length} notifications: ${received.join(", ")}`,
        exchange: meeting.exchange,
      });
      const next = await stream(context, resource, { fields: { "Last-Event-ID": deleted } });
      await expectNotified(next, [made]);
      const [item] = next.notifications();
      const what = item && eventDetails(item).type;
      expectThat(what === undefined || what === "create" || item?.type !== "application/json", {
        expected: "a notification of the creation of the resource",
        observed: `type: ${what}`,
        exchange: next.exchange,
      });
    },
  },
];
