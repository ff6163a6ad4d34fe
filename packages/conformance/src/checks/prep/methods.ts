import { expectThat } from "../../finding.ts";
import { readMediaType } from "../../parsers/media-type.ts";
import type { Check } from "../check.ts";
import { expectNoEvents, requireWrites } from "./served.ts";

const asking = { "Accept-Events": '"prep"' };

export const prepMethodChecks: readonly Check[] = [
  ...["HEAD", "OPTIONS", "QUERY"].map(
    (method): Check => ({
      id: `prep/methods/${method.toLowerCase()}`,
      protocol: "prep",
      requirements: ["PREP-AE-9", "PREP-EV-6"],
      level: "must",
      sentence: `The response to ${method} with Accept-Events has no notifications and no PREP Events`,
      async judge(context) {
        const exchange = await context.exchange(await context.resource(), { method, fields: asking });
        expectNoEvents(exchange);
      },
    }),
  ),
  {
    id: "prep/methods/put",
    protocol: "prep",
    requirements: ["PREP-AE-9", "PREP-EV-6"],
    level: "must",
    sentence: "The response to PUT with Accept-Events has no notifications and no PREP Events",
    needs: { events: ["put"] },
    async judge(context) {
      requireWrites(context);
      const { type, content } = context.settings.contents.put;
      const exchange = await context.exchange(await context.resource(), {
        method: "PUT",
        fields: { "Content-Type": type, ...asking },
        content: content.replaceAll("{n}", "accept-events"),
      });
      expectNoEvents(exchange);
      expectThat(readMediaType(exchange.field("Content-Type"))?.essence !== "multipart/mixed", {
        expected: "an ordinary response to PUT",
        observed: `Content-Type: ${exchange.field("Content-Type")}`,
        exchange,
      });
    },
  },
];
