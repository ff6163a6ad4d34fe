import { expectThat, NotApplicable } from "../../finding.ts";
import { readHttpDate } from "../../parsers/http-date.ts";
import { readItem } from "../../parsers/structured-fields.ts";
import { prepEvents } from "../../subscriptions/prep.ts";
import type { Exchange } from "../../wire/exchange.ts";
import { fieldValue } from "../../wire/field-line.ts";
import type { Check, CheckContext } from "../check.ts";
import { advertisedForms, observedField } from "./advertised.ts";

type Judgement = Pick<Check, "requirements" | "level" | "sentence"> & {
  readonly name: string;
  readonly expected: string;
  /** The judged field, for the report. */
  readonly field: string;
  readonly holds: (exchange: Exchange, context: CheckContext) => boolean;
};

const judgements: readonly Judgement[] = [
  {
    name: "date",
    requirements: ["PREP-RS-1"],
    level: "must",
    sentence: "The head has Date",
    expected: "Date, an IMF-fixdate",
    field: "Date",
    holds: (exchange) => readHttpDate(exchange.field("Date") ?? "") !== undefined,
  },
  {
    name: "protocol",
    requirements: ["PREP-EV-1"],
    level: "must",
    sentence: "protocol in Events is the String prep",
    expected: 'protocol="prep"',
    field: "Events",
    holds: (exchange) => prepEvents(exchange)?.protocol?.value === "prep",
  },
  {
    name: "expires",
    requirements: ["PREP-EV-4"],
    level: "must",
    sentence: "expires in Events is a number of seconds",
    expected: "expires, an Integer greater than 0",
    field: "Events",
    holds: (exchange) => {
      const expires = prepEvents(exchange)?.expires?.value;
      return typeof expires === "number" && Number.isInteger(expires) && expires > 0;
    },
  },
  {
    name: "vary",
    requirements: ["PREP-RS-2"],
    level: "should",
    sentence: "Vary lists Accept-Events if notifications are served",
    expected: "Vary with Accept-Events",
    field: "Vary",
    holds: (exchange) => ["accept-events", "*"].some((name) => exchange.tokens("Vary").includes(name)),
  },
  {
    name: "last-modified",
    requirements: ["PREP-RS-2"],
    level: "should",
    sentence: "The head has Last-Modified",
    expected: "Last-Modified, an IMF-fixdate",
    field: "Last-Modified",
    holds: (exchange) => readHttpDate(exchange.field("Last-Modified") ?? "") !== undefined,
  },
  {
    name: "accept-events",
    requirements: ["PREP-RS-3"],
    level: "must",
    sentence: "If the head has Accept-Events, it lists prep with accept",
    expected: "no Accept-Events, or prep with accept",
    field: "Accept-Events",
    holds: (exchange) => exchange.field("Accept-Events") === undefined || advertisedForms(exchange).length > 0,
  },
  {
    name: "incremental",
    requirements: ["EQ-ST-1"],
    level: "ours",
    sentence: "Incremental asks intermediaries to forward the response as it arrives",
    expected: "Incremental: ?1",
    field: "Incremental",
    holds: (exchange) => readItem(exchange.field("Incremental") ?? "")?.value === true,
  },
  {
    name: "cache-control",
    requirements: ["EQ-ST-2"],
    level: "ours",
    sentence: "Cache-Control forbids intermediaries to store or transform the response",
    expected: "Cache-Control: no-store, no-transform",
    field: "Cache-Control",
    holds: (exchange) => ["no-store", "no-transform"].every((name) => exchange.tokens("Cache-Control").includes(name)),
  },
];

export const prepHeadChecks: readonly Check[] = [
  ...judgements.map(
    ({ name, requirements, level, sentence, expected, field, holds }): Check => ({
      id: `prep/head/${name}`,
      protocol: "prep",
      requirements,
      level,
      sentence,
      after: ["prep/stream/served"],
      async judge(context) {
        const { exchange } = await context.prep(await context.resource());
        expectThat(holds(exchange, context), { expected, observed: observedField(exchange, field), exchange });
      },
    }),
  ),
  {
    id: "prep/head/status",
    protocol: "prep",
    requirements: ["PREP-RS-1"],
    level: "ours",
    sentence: "The status is the same as for a plain GET",
    after: ["prep/stream/served"],
    async judge(context) {
      const resource = await context.resource();
      const plain = await context.exchange(resource, { method: "GET" });
      const { exchange } = await context.prep(resource);
      const wanted = plain.status === 204 ? 200 : plain.status;
      expectThat(exchange.status === wanted, {
        expected: `status ${wanted}`,
        observed: `status ${exchange.status}`,
        exchange,
      });
    },
  },
  {
    id: "prep/head/partial",
    protocol: "prep",
    requirements: ["PREP-RS-1", "PREP-RS-4"],
    level: "ours",
    sentence: "A range is served with status 206, and the first part has Content-Range",
    after: ["prep/head/status", "prep/stream/opening-at-once"],
    async judge(context) {
      const resource = await context.resource();
      const fields = { Range: "bytes=0-0" };
      const plain = await context.exchange(resource, { method: "GET", fields });
      if (plain.status !== 206) throw new NotApplicable(`a range request gets status ${plain.status}`);
      const subscription = await context.prep(resource, { fields });
      const { exchange } = subscription;
      const part = await subscription.representation();
      const whole = exchange.status === 200;
      expectThat(
        whole || (exchange.status === 206 && fieldValue(part.fields, "Content-Range") === plain.field("Content-Range")),
        {
          expected: `status 206, and Content-Range: ${plain.field("Content-Range")} in the first part`,
          observed: `status ${exchange.status}, Content-Range: ${fieldValue(part.fields, "Content-Range")}`,
          exchange,
          range: part,
        },
      );
    },
  },
];
