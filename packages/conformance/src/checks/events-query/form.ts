import { expectThat, NotApplicable } from "../../finding.ts";
import { readHttpDate } from "../../parsers/http-date.ts";
import type { EventsQuerySubscription } from "../../subscriptions/events-query.ts";
import { eventDetails, messageOf, objectOf, type StreamItem } from "../../subscriptions/notification.ts";
import type { Check, CheckContext } from "../check.ts";
import { expectStatus } from "./expectations.ts";
import { notified, openStream } from "./opening.ts";
import { causeBySuite, eventIdOf } from "./writing.ts";

/** Checks the content of a notification: returns the name of what it lacks, or `undefined`. */
type MissingNeed = (item: StreamItem) => string | undefined;

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const forms: readonly { type: string; name: string; requirement: string; sentence: string; lack: MissingNeed }[] = [
  {
    type: "message/rfc822",
    name: "rfc822",
    requirement: "NF-1",
    sentence: "a message with the fields Method, Date and Event-ID",
    lack(item) {
      const { method, date, eventId } = eventDetails(item);
      const fault = messageOf(item)?.faults[0];
      if (fault !== undefined) return fault.message;
      if (method === undefined) return "no Method";
      if (eventId === undefined) return "no Event-ID";
      return readHttpDate(date ?? "") === undefined ? `Date: ${date}` : undefined;
    },
  },
  {
    type: "application/json",
    name: "json",
    requirement: "NF-2",
    sentence: "a JSON object with published, event-id and type",
    lack(item) {
      const { date, eventId, type } = eventDetails(item);
      if (!rfc3339.test(date ?? "")) return `published: ${date}`;
      if (eventId === undefined || objectOf(item)?.["event-id"] !== eventId) return "no String in event-id";
      return /^(create|update|delete)$/.test(type ?? "") ? undefined : `type: ${type}`;
    },
  },
  ...["application/activity+json", "application/ld+json"].map((type) => ({
    type,
    name: type.replace(/.*\/|\+.*/g, ""),
    requirement: "NF-3",
    sentence: "an activity of ActivityStreams with @context, id, type, published, object and state",
    lack(item: StreamItem) {
      const activity = objectOf(item);
      if (activity === undefined) return "not a JSON object";
      if (!JSON.stringify(activity["@context"] ?? "").includes("https://www.w3.org/ns/activitystreams")) {
        return "no @context that names ActivityStreams";
      }
      if (!/^urn:/i.test(String(activity["id"]))) return `id: ${activity["id"]}`;
      if (!/^(Create|Add|Update|Remove|Delete)$/.test(String(activity["type"]))) return `type: ${activity["type"]}`;
      if (!rfc3339.test(String(activity["published"]))) return `published: ${activity["published"]}`;
      if (typeof activity["state"] !== "string") return "no String in state";
      return activity["object"] === undefined ? "no object" : undefined;
    },
  })),
  {
    type: "example/event-notification",
    name: "example",
    requirement: "NF-4",
    sentence: "lines with published, event-id and type",
    lack({ body }) {
      const lines = Buffer.from(body).toString();
      return ["published", "event-id", "type"].find((name) => !new RegExp(`^${name}: \\S`, "m").test(lines));
    },
  },
];

export const eventsQueryFormChecks: readonly Check[] = [
  ...forms.map(
    ({ type, name, requirement, sentence, lack }): Check => ({
      id: `events-query/form/${name}`,
      protocol: "events-query",
      requirements: [requirement, "EQ-ST-4"],
      level: "ours",
      feature: type,
      sentence: `With Accept: ${type} in events, notifications have that form: ${sentence}`,
      needs: { events: ["any"] },
      after: [notified],
      async judge(context) {
        const subscription = await streamOf(context, type);
        const item = await context.isLive(subscription);
        expectThat(item.type === type, {
          expected: `a notification in ${type}`,
          observed: `Content-Type: ${item.type}`,
          exchange: subscription.exchange,
          range: item,
        });
        const lacking = lack(item);
        expectThat(lacking === undefined, {
          expected: sentence,
          observed: lacking ?? "",
          exchange: subscription.exchange,
          range: item,
        });
      },
    }),
  ),
  {
    id: "events-query/form/tells-the-event",
    protocol: "events-query",
    requirements: ["NF-2", "NF-7"],
    level: "ours",
    feature: "application/json",
    sentence: "A notification states the method, the new entity tag, and the event id of the response",
    needs: { events: ["put"] },
    after: ["events-query/form/json"],
    async judge(context) {
      const subscription = await streamOf(context, "application/json");
      const exchange = await causeBySuite(context, "put", subscription.resource);
      const item = await subscription.next();
      const { method, etag, eventId, type } = eventDetails(item);
      const expected = { method: "PUT", etag: exchange.field("ETag"), eventId: eventIdOf(exchange), type: "update" };
      expectThat(JSON.stringify({ method, etag, eventId, type }) === JSON.stringify(expected), {
        expected: JSON.stringify(expected),
        observed: JSON.stringify({ method, etag, eventId, type }),
        exchange: subscription.exchange,
        range: item,
      });
    },
  },
];

/** Opens a stream of notifications in this form. Skips the check if it is refused and not claimed. */
async function streamOf(context: CheckContext, type: string): Promise<EventsQuerySubscription> {
  const subscription = openStream(context, await context.resource(), { events: { Accept: type } });
  const { status } = await subscription.exchange.headWithin();
  const { claims } = context.settings;
  if (status !== 200 && !claims.has(type)) {
    throw new NotApplicable(`the target does not notify in ${type}: status ${status}`, `--claim ${type}`);
  }
  expectStatus(subscription.exchange, 200);
  return subscription;
}
