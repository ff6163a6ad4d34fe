import { expectThat } from "../../finding.ts";
import { fieldValue } from "../../wire/field-line.ts";
import type { Check } from "../check.ts";
import { sound, stream } from "./opening.ts";

const accept = "application/http";

export const eventsQueryApplicationHttpChecks: readonly Check[] = [
  {
    id: "events-query/http/content-length",
    protocol: "events-query",
    requirements: ["EQ-ST-5"],
    level: "ours",
    sentence: "A notification in application/http is a message with status 200 and Content-Length",
    needs: { events: ["any"] },
    after: ["events-query/http/nothing-between"],
    async judge(context) {
      const subscription = await stream(context, await context.resource(), { accept });
      const { status, fields, ...range } = await context.isLive(subscription);
      expectThat(status === 200 && /^\d+$/.test(fieldValue(fields, "Content-Length") ?? ""), {
        expected: "HTTP/1.1 200, with Content-Length",
        observed: `status ${status}, Content-Length: ${fieldValue(fields, "Content-Length")}`,
        exchange: subscription.exchange,
        range,
      });
    },
  },
  {
    id: "events-query/http/nothing-repeated",
    protocol: "events-query",
    requirements: ["EQ-ST-4"],
    level: "ours",
    sentence: "A notification in application/http does not repeat the fields of the response around it",
    needs: { events: ["any"] },
    after: ["events-query/http/nothing-between"],
    async judge(context) {
      const subscription = await stream(context, await context.resource(), { accept });
      const { exchange } = subscription;
      const { fields } = await context.isLive(subscription);
      const repeated = fields.find(
        ({ name, value }) => !/^(content|transfer)-/i.test(name) && exchange.fieldLines(name).includes(value),
      );
      expectThat(repeated === undefined, {
        expected: "no field with the same value as in the head of the response",
        observed: `${repeated?.name}: ${repeated?.value}`,
        exchange,
        ...(repeated === undefined ? {} : { range: repeated }),
      });
      expectThat(fieldValue(fields, "Content-Type") !== undefined, {
        expected: "Content-Type",
        observed: "no such field",
        exchange,
      });
    },
  },
  {
    id: "events-query/http/nothing-between",
    protocol: "events-query",
    requirements: ["EQ-AR-3"],
    level: "ours",
    sentence: "In application/http, nothing precedes the first message, and every message has a notification",
    needs: { events: ["any"] },
    after: [sound("http")],
    async judge(context) {
      const subscription = await stream(context, await context.resource(), { accept });
      const { status, body, ...range } = await context.isLive(subscription);
      expectThat(range.offset === 0 && body.length > 0, {
        expected: "a notification at the beginning",
        observed: `a message with status ${status} and ${body.length} bytes, at ${range.offset}`,
        exchange: subscription.exchange,
        range,
      });
    },
  },
];
