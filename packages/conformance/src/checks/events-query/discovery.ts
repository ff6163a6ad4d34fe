import { expectThat, NotApplicable } from "../../finding.ts";
import { readList } from "../../parsers/structured-fields.ts";
import type { Check } from "../check.ts";
import { subscriptionTypes } from "../offer.ts";
import { expectTokens, shown } from "./expectations.ts";
import { headAtOnce, openStream } from "./opening.ts";

export const eventsQueryDiscoveryChecks: readonly Check[] = [
  {
    id: "events-query/discovery/accept-query",
    protocol: "events-query",
    requirements: ["EQ-DI-1"],
    level: "must",
    sentence: "Accept-Query lists the media types of subscriptions",
    async judge(context) {
      const { get, head, options } = context.offer;
      const exchange = [get, head, options].find((one) => one.field("Accept-Query") !== undefined);
      expectThat(exchange !== undefined, {
        expected: "Accept-Query in the response to GET, HEAD or OPTIONS",
        observed: "no such field",
      });
      expectThat(
        readList(exchange.field("Accept-Query") ?? "") !== undefined && subscriptionTypes(exchange).length > 0,
        { expected: "a Structured Fields List of Strings or Tokens", observed: shown(exchange, "Accept-Query") },
      );
    },
  },
  ...["GET", "HEAD", "OPTIONS"].map(
    (method): Check => ({
      id: `events-query/discovery/accept-query-on-${method.toLowerCase()}`,
      protocol: "events-query",
      requirements: ["EQ-DI-1"],
      level: "ours",
      sentence: `The response to ${method} has Accept-Query`,
      after: ["events-query/discovery/accept-query"],
      async judge(context) {
        const exchange = await context.exchange(await context.resource(), { method });
        expectThat(subscriptionTypes(exchange).length > 0, {
          expected: "Accept-Query with media types",
          observed: shown(exchange, "Accept-Query"),
          exchange,
        });
      },
    }),
  ),
  {
    id: "events-query/discovery/allow",
    protocol: "events-query",
    requirements: ["EQ-DI-1", "EQ-RQ-1"],
    level: "ours",
    sentence: "The response to OPTIONS lists QUERY in Allow",
    async judge(context) {
      const exchange = await context.exchange(await context.resource(), { method: "OPTIONS" });
      expectTokens(exchange, "Allow", "QUERY");
    },
  },
  {
    id: "events-query/discovery/served-type-is-listed",
    protocol: "events-query",
    requirements: ["EQ-DI-1"],
    level: "must",
    sentence: "Accept-Query lists the media type of every subscription that is served",
    after: ["events-query/discovery/accept-query", headAtOnce],
    async judge(context) {
      const { exchange } = openStream(context, await context.resource());
      const { status } = await exchange.headWithin();
      if (status !== 200) throw new NotApplicable(`the subscription is not served: status ${status}`);
      const type = exchange.request.fields.find(({ name }) => name === "Content-Type")?.value ?? "";
      const essence = type.replace(/\s*;.*/s, "").toLowerCase();
      const listed = (context.offer.eventsQuery ?? []).map((one) => one.toLowerCase());
      expectThat(listed.includes(essence), { expected: `${essence} in Accept-Query`, observed: listed.join(", ") });
    },
  },
];
