import { expectThat, NotApplicable, SetupFailure } from "../../finding.ts";
import { readHttpDate } from "../../parsers/http-date.ts";
import type { MailMessage } from "../../parsers/mail-message.ts";
import { messageOf, type StreamItem } from "../../subscriptions/notification.ts";
import type { PrepSubscription } from "../../subscriptions/prep.ts";
import type { Exchange } from "../../wire/exchange.ts";
import { fieldValue } from "../../wire/field-line.ts";
import type { Check, CheckContext } from "../check.ts";
import { askingFor } from "./advertised.ts";
import { take } from "./served.ts";

interface Seen {
  readonly context: CheckContext;
  readonly subscription: PrepSubscription;
  /** The request that caused it, if the suite sent it itself. */
  readonly cause: Exchange | undefined;
  readonly notification: StreamItem;
  readonly message: MailMessage;
  readonly field: (name: string) => string | undefined;
}

type Judgement = Pick<Check, "requirements" | "level" | "sentence"> & {
  readonly name: string;
  readonly expected: string;
  /** Describes the fault. `undefined` if there is none. */
  readonly observe: (seen: Seen) => string | undefined | Promise<string | undefined>;
};

const judgements: readonly Judgement[] = [
  {
    name: "fields",
    requirements: ["PREP-MS-3", "NF-1"],
    level: "must",
    sentence: "A message consists of valid field lines",
    expected: "field lines, each ended by CRLF",
    observe: ({ message }) => message.faults[0]?.message,
  },
  {
    name: "method",
    requirements: ["PREP-MS-3"],
    level: "must",
    sentence: "A message states the method in Method",
    expected: "Method, with the method of the request",
    observe: ({ field, cause }) => {
      const method = field("Method");
      const sound = method !== undefined && (cause === undefined || method === cause.request.method);
      return sound ? undefined : `Method: ${method}`;
    },
  },
  {
    name: "date",
    requirements: ["PREP-MS-3"],
    level: "must",
    sentence: "A message states in Date when the event completed",
    expected: "Date, an IMF-fixdate not before the Date of the subscription",
    observe: ({ field, subscription }) => {
      const opened = readHttpDate(subscription.exchange.field("Date") ?? "") ?? 0;
      const date = readHttpDate(field("Date") ?? "");
      // Servers may reuse a Date for a second or two.
      return date !== undefined && date >= opened - 2_000 ? undefined : `Date: ${field("Date")}`;
    },
  },
  {
    name: "event-id",
    requirements: ["PREP-MS-3"],
    level: "must",
    sentence: "A message states the id of the event in Event-ID",
    expected: "Event-ID",
    observe: ({ field }) => (field("Event-ID") ? undefined : "no Event-ID"),
  },
  {
    name: "etag",
    requirements: ["PREP-MS-4"],
    level: "should",
    sentence: "A message has the ETag of the new state",
    expected: "ETag, as the resource has one",
    observe: async ({ context, field }) => {
      const plain = await context.exchange(await context.resource(), { method: "GET" });
      if (plain.field("ETag") === undefined) throw new NotApplicable("the resource has no ETag");
      return field("ETag") === undefined ? "no ETag" : undefined;
    },
  },
  {
    name: "etag-of-the-variant",
    requirements: ["PREP-MS-4"],
    level: "must",
    sentence: "ETag in a message is the same as in a GET of the same variant",
    expected: "the ETag of the resource after the event, or no ETag",
    observe: async ({ context, field }) => {
      const etag = field("ETag");
      if (etag === undefined) throw new NotApplicable("its messages have no ETag");
      const plain = await context.exchange(await context.resource(), { method: "GET" });
      const now = plain.field("ETag");
      return now === undefined || now === etag ? undefined : `ETag: ${etag}, where GET has ${now}`;
    },
  },
  {
    name: "no-body",
    requirements: ["PREP-MS-6"],
    level: "must",
    sentence: "A message has no body if the client did not ask for deltas",
    expected: "a message without body",
    observe: ({ message }) => (message.body.length === 0 ? undefined : `a body of ${message.body.length} bytes`),
  },
  {
    name: "event-id-of-the-response",
    requirements: ["NF-7"],
    level: "ours",
    sentence: "The response to the request has the Event-ID of the event that it caused",
    expected: "the same Event-ID in the response and in the message",
    observe: ({ field, cause }) => {
      if (cause === undefined)
        throw new NotApplicable("a trigger changes the resource, so the request is unknown", "--allow-writes");
      const id = cause.field("Event-ID");
      return id !== undefined && id === field("Event-ID") ? undefined : `Event-ID: ${id} in the response`;
    },
  },
];

export const prepMessageChecks: readonly Check[] = [
  {
    id: "prep/message/two-header-blocks",
    protocol: "prep",
    requirements: ["PREP-RS-5"],
    level: "must",
    sentence:
      "The fields of a message are in the message itself, after the fields of the body part (often none) and an empty line",
    needs: { events: ["any"] },
    after: ["prep/stream/notification-at-once"],
    async judge(context) {
      const { subscription, notification } = await seen(context);
      const astray = notification.fields.find(({ name }) => !/^content-/i.test(name));
      expectThat(astray === undefined, {
        expected: "an empty line between the fields of the part and those of the message",
        observed: `${astray?.name} among the fields of the part`,
        exchange: subscription.exchange,
        ...(astray && { range: astray }),
      });
    },
  },
  ...judgements.map(
    ({ name, requirements, level, sentence, expected, observe }): Check => ({
      id: `prep/message/${name}`,
      protocol: "prep",
      requirements,
      level,
      sentence,
      needs: { events: ["any"] },
      after: ["prep/message/two-header-blocks"],
      async judge(context) {
        const message = await seen(context);
        const observed = await observe(message);
        expectThat(observed === undefined, {
          expected,
          observed: observed ?? "",
          exchange: message.subscription.exchange,
          range: message.notification,
        });
      },
    }),
  ),
  {
    id: "prep/message/event-ids-differ",
    protocol: "prep",
    requirements: ["PREP-MS-3"],
    level: "ours",
    sentence: "No two events of a resource have the same Event-ID",
    needs: { events: ["any"] },
    after: ["prep/message/event-id"],
    async judge(context) {
      const resource = await context.resource();
      const { subscription } = await seen(context);
      await context.cause("any", resource);
      await context.cause("any", resource);
      const messages = await take(subscription, 3, "a notification of each of 3 events");
      const ids = messages.map((one) => fieldValue(messageOf(one)?.fields ?? [], "Event-ID"));
      expectThat(new Set(ids).size === 3, {
        expected: "three ids",
        observed: ids.join(", "),
        exchange: subscription.exchange,
      });
    },
  },
];

/** Causes an event and reads its message. */
async function seen(context: CheckContext): Promise<Seen> {
  const resource = await context.resource();
  const subscription = await context.prep(resource, { acceptEvents: askingFor("message/rfc822", context) });
  const { exchange: cause } = await context.cause("any", resource);
  const notification = await subscription.next();
  const message = messageOf(notification);
  if (message === undefined)
    throw new SetupFailure(`the notification has the type ${notification.type}`, subscription.exchange);
  const field = (name: string) => fieldValue(message.fields, name);
  return { context, subscription, cause, notification, message, field };
}
