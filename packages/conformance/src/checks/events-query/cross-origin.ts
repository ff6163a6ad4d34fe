import { expectThat } from "../../finding.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { Check } from "../check.ts";
import { expectTokens, shown } from "./expectations.ts";
import { headAtOnce, openStream, query } from "./opening.ts";

const origin = { Origin: "https://conformance.example" };
const sent = ["Accept-Events", "Content-Type", "Events", "Last-Event-ID", "If-Match", "If-None-Match"];
const read = [
  "Events",
  "Accept-Query",
  "Accept-Events",
  "Event-ID",
  "ETag",
  "Location",
  "Retry-After",
  "Incremental",
  "Accept-Patch",
];

export const eventsQueryCrossOriginChecks: readonly Check[] = [
  {
    id: "events-query/cross-origin/preflight",
    protocol: "events-query",
    requirements: ["EQ-AR-4"],
    level: "ours",
    feature: "cors",
    sentence: "The response to a preflight request for a cross-origin QUERY allows the method and the fields",
    async judge(context) {
      const asked = {
        ...origin,
        "Access-Control-Request-Method": "QUERY",
        "Access-Control-Request-Headers": sent
          .map((name) => name.toLowerCase())
          .sort()
          .join(","),
      };
      const exchange = await context.exchange(await context.resource(), { method: "OPTIONS", fields: asked });
      const { status = 0 } = exchange;
      expectThat(status >= 200 && status <= 299, {
        expected: "a successful status, which browsers require",
        observed: `status ${status}`,
        exchange,
      });
      expectAllowed(exchange);
      expectTokens(exchange, "Access-Control-Allow-Methods", "QUERY");
      expectTokens(exchange, "Access-Control-Allow-Headers", ...sent);
    },
  },
  {
    id: "events-query/cross-origin/stream",
    protocol: "events-query",
    requirements: ["EQ-AR-4"],
    level: "ours",
    feature: "cors",
    sentence: "A page of another origin may read a stream, and the protocol's fields in its head",
    after: [headAtOnce],
    async judge(context) {
      const { exchange } = openStream(context, await context.resource(), { fields: origin });
      await exchange.headWithin();
      expectAllowed(exchange);
      expectTokens(exchange, "Access-Control-Expose-Headers", ...read);
    },
  },
  {
    id: "events-query/cross-origin/refusal",
    protocol: "events-query",
    requirements: ["EQ-AR-4"],
    level: "ours",
    feature: "cors",
    sentence: "A page of another origin may read a refusal, and its Accept-Query",
    after: ["events-query/request/type-not-offered"],
    async judge(context) {
      const fields = { ...origin, "Content-Type": "example/unheard-of" };
      const exchange = await query(context, await context.resource(), "{}", fields);
      expectAllowed(exchange);
      expectTokens(exchange, "Access-Control-Expose-Headers", "Accept-Query");
    },
  },
];

function expectAllowed(exchange: Exchange): void {
  const allowed = exchange.field("Access-Control-Allow-Origin");
  expectThat(allowed === "*" || allowed === origin.Origin, {
    expected: `Access-Control-Allow-Origin with * or ${origin.Origin}`,
    observed: shown(exchange, "Access-Control-Allow-Origin"),
    exchange,
  });
}
