import { expectThat } from "../../finding.ts";
import { fieldValue } from "../../wire/field-line.ts";
import type { Check } from "../check.ts";
import { formsOf } from "./advertised.ts";
import { saysServed, take } from "./served.ts";

const contentFields = [
  "Content-Type",
  "Content-Encoding",
  "Content-Language",
  "Content-Location",
  "Content-Disposition",
];

export const prepBodyChecks: readonly Check[] = [
  {
    id: "prep/body/representation-fields",
    protocol: "prep",
    requirements: ["PREP-RS-4"],
    level: "must",
    sentence: "The first part has the content fields of the representation",
    after: ["prep/stream/opening-at-once"],
    async judge(context) {
      const resource = await context.resource();
      const plain = await context.exchange(resource, { method: "GET" });
      const subscription = await context.prep(resource);
      const part = await subscription.representation();
      for (const name of contentFields) {
        const value = plain.field(name);
        const found = fieldValue(part.fields, name);
        expectThat(value === undefined || comparable(found) === comparable(value), {
          expected: `${name}: ${value} in the first part`,
          observed: found === undefined ? `no ${name}` : `${name}: ${found}`,
          exchange: subscription.exchange,
          range: part,
        });
      }
    },
  },
  {
    id: "prep/body/content-length",
    protocol: "prep",
    requirements: ["PREP-RS-4"],
    level: "must",
    sentence: "Content-Length of the first part, if present, is the number of its bytes",
    after: ["prep/stream/opening-at-once"],
    async judge(context) {
      const subscription = await context.prep(await context.resource());
      const part = await subscription.representation();
      const length = fieldValue(part.fields, "Content-Length");
      expectThat(length === undefined || length === String(part.body.length), {
        expected: `Content-Length: ${part.body.length}, or none`,
        observed: `Content-Length: ${length}`,
        exchange: subscription.exchange,
        range: part,
      });
    },
  },
  {
    id: "prep/body/boundaries",
    protocol: "prep",
    requirements: ["PREP-RS-10", "PREP-RS-5"],
    level: "must",
    sentence: "The digest has another boundary than the response, and neither boundary is a prefix of the other",
    after: ["prep/stream/opening-at-once"],
    async judge(context) {
      const subscription = await context.prep(await context.resource());
      await subscription.exchange.bodyUntil(() => subscription.stream().digest, "the digest's head");
      const { outer, digest, digestPart } = subscription.stream();
      const [first = "", second = ""] = [outer?.boundary, digest?.boundary];
      expectThat(!first.startsWith(second) && !second.startsWith(first), {
        expected: "two boundaries, neither a prefix of the other",
        observed: `${first} and ${second}`,
        exchange: subscription.exchange,
        ...(digestPart && { range: digestPart }),
      });
    },
  },
  {
    id: "prep/body/one-notification-a-part",
    protocol: "prep",
    requirements: ["PREP-RS-5", "PREP-RS-8"],
    level: "ours",
    sentence: "Each event adds one part to the digest, and every part has a notification",
    needs: { events: ["any"] },
    after: ["prep/stream/notification-at-once"],
    async judge(context) {
      const resource = await context.resource();
      const subscription = await context.prep(resource);
      for (let event = 0; event < 3; event += 1) await context.cause("any", resource);
      await take(subscription, 3, "a notification of each of 3 events");
      const empty = subscription.notifications().find(({ body, fields }) => body.length + fields.length === 0);
      expectThat(empty === undefined, {
        expected: "a notification in each part",
        observed: "an empty part",
        exchange: subscription.exchange,
        ...(empty && { range: empty }),
      });
      expectThat(subscription.notifications().length === 3, {
        expected: "3 parts for 3 events",
        observed: `${subscription.notifications().length} parts`,
        exchange: subscription.exchange,
      });
    },
  },
  {
    id: "prep/body/each-its-own-form",
    protocol: "prep",
    requirements: ["PREP-RS-5"],
    level: "must",
    sentence: "A part of the digest has the type that its fields state, or message/rfc822 by default",
    needs: { events: ["any"] },
    after: ["prep/stream/notification-at-once", "prep/accept-field/string"],
    async judge(context) {
      for (const form of formsOf(context)) {
        const acceptEvents = `"prep";accept="${form}"`;
        const resource = await context.resource();
        const subscription = context.openPrep(resource, { acceptEvents });
        await subscription.exchange.headWithin();
        if (!saysServed(subscription.exchange)) continue;
        await context.cause("any", resource);
        const notification = await subscription.next(`a notification as ${form}`);
        const { type, fields, body } = notification;
        // A message begins with a field. No other form does.
        const message = fields.some(({ name }) => !/^content-/i.test(name)) || /^[!-9;-~]+:[ \t]/.test(textOf(body));
        expectThat(type === form && (type === "message/rfc822") === message, {
          expected: `a part of type ${form}`,
          observed: `${message ? "a message" : "not a message"}, with the type ${type} in its fields`,
          exchange: subscription.exchange,
          range: notification,
        });
      }
    },
  },
];

/** Removes the default charset: a media type means the same with it. */
function comparable(value: string | undefined): string | undefined {
  return value?.replace(/;\s*charset="?utf-8"?/i, "").toLowerCase();
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body).toString("latin1");
}
