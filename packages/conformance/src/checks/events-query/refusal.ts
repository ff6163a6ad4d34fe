import { expectThat, NotApplicable } from "../../finding.ts";
import { readMediaType } from "../../parsers/media-type.ts";
import { objectOf } from "../../subscriptions/notification.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { Check, CheckContext } from "../check.ts";
import { subscriptionTypes } from "../offer.ts";
import { expectClientError, expectStatus, expectTokens, shown } from "./expectations.ts";
import { headAtOnce, query, requireRealization } from "./opening.ts";

const json = { "Content-Type": "application/json" };

/** Requests that are refused for different reasons. */
const refused: readonly [Readonly<Record<string, string>>, string][] = [
  [{}, '{"events":{}}'],
  [{ "Content-Type": "example/unheard-of" }, "{}"],
  [json, "{"],
  [json, '{"events":true}'],
  [{ ...json, Accept: "example/unheard-of" }, '{"events":{}}'],
];

/** A length that no server would accept, but short enough to be sent before the refusal. */
const tooLarge = `{"events":{},"example":"${"x".repeat(262_144)}"}`;

export const eventsQueryRefusalChecks: readonly Check[] = [
  {
    id: "events-query/refusal/problem",
    protocol: "events-query",
    requirements: ["EQ-RQ-2"],
    level: "ours",
    sentence: "A refused subscription gets application/problem+json with the status of the response",
    async judge(context) {
      requireRealization(context);
      for (const exchange of await refusals(context)) expectProblem(exchange);
    },
  },
  {
    id: "events-query/refusal/no-events",
    protocol: "events-query",
    requirements: ["EQ-ST-1", "EQ-EV-4"],
    level: "ours",
    sentence: "The response to a refused subscription has no Events field",
    async judge(context) {
      requireRealization(context);
      for (const exchange of await refusals(context)) {
        expectThat(exchange.field("Events") === undefined, {
          expected: `no Events in a response with status ${exchange.status}`,
          observed: shown(exchange, "Events"),
          exchange,
        });
      }
    },
  },
  {
    id: "events-query/refusal/content-coding",
    protocol: "events-query",
    requirements: ["EQ-RQ-2"],
    level: "ours",
    sentence: "A subscription whose Content-Encoding is unknown or wrong fails with 4xx",
    async judge(context) {
      requireRealization(context);
      const resource = await context.resource();
      for (const coding of ["example-unheard-of", "gzip"]) {
        const exchange = await query(context, resource, '{"events":{}}', { ...json, "Content-Encoding": coding });
        expectClientError(exchange, `plain JSON with Content-Encoding: ${coding}`);
      }
    },
  },
  {
    id: "events-query/refusal/too-large",
    protocol: "events-query",
    requirements: ["EQ-RQ-2"],
    level: "should",
    sentence: "A subscription that is too large gets 413",
    async judge(context) {
      requireRealization(context);
      const exchange = await query(context, await context.resource(), tooLarge);
      if (exchange.status === 200) throw new NotApplicable("the target accepts subscriptions of 256 KiB");
      expectStatus(exchange, 413);
    },
  },
  {
    id: "events-query/refusal/nested",
    protocol: "events-query",
    requirements: ["EQ-RQ-2"],
    level: "ours",
    sentence: "A subscription with a thousand nested arrays is refused with 4xx, or served",
    after: [headAtOnce],
    async judge(context) {
      requireRealization(context);
      const nested = `{"events":{},"example":${"[".repeat(1_000)}${"]".repeat(1_000)}}`;
      const exchange = await query(context, await context.resource(), nested);
      if (exchange.status !== 200) expectClientError(exchange, "a document that is too deep");
    },
  },
  {
    id: "events-query/refusal/method-not-allowed",
    protocol: "events-query",
    requirements: ["EQ-RQ-2"],
    level: "should",
    sentence: "A resource that does not offer QUERY responds to it with 405 and Allow",
    after: [headAtOnce],
    async judge(context) {
      const root = { url: new URL("/", context.settings.target).href, fresh: false };
      const plain = await context.exchange(root, { method: "GET" });
      if (plain.status !== 200) throw new NotApplicable(`${root.url} is not another resource: status ${plain.status}`);
      if (subscriptionTypes(plain).length > 0) throw new NotApplicable(`${root.url} offers QUERY too`);
      const exchange = await context.exchange(root, { method: "QUERY", fields: json, content: '{"events":{}}' });
      if (exchange.status === 501) return;
      expectStatus(exchange, 405);
      expectTokens(exchange, "Allow", "GET");
    },
  },
];

/** Sends the requests, and returns the complete refusals. Whether they are refused at all is another requirement. */
async function refusals(context: CheckContext): Promise<readonly Exchange[]> {
  const resource = await context.resource();
  const exchanges: Exchange[] = [];
  for (const [fields, content] of refused) {
    const exchange = await query(context, resource, content, fields);
    if (exchange.status === 200) continue;
    await exchange.ended(undefined, "the whole refusal");
    exchanges.push(exchange);
  }
  if (exchanges.length === 0) throw new NotApplicable("the target refuses nothing");
  return exchanges;
}

function expectProblem(exchange: Exchange): void {
  expectClientError(exchange, "a subscription that cannot be served");
  const type = readMediaType(exchange.field("Content-Type"))?.essence;
  expectThat(type === "application/problem+json", {
    expected: "Content-Type: application/problem+json",
    observed: shown(exchange, "Content-Type"),
    exchange,
  });
  const problem = objectOf({
    type,
    fields: [],
    body: exchange.body,
    bodyOffset: 0,
    offset: 0,
    length: exchange.body.length,
  });
  expectThat(problem !== undefined && (problem["status"] ?? exchange.status) === exchange.status, {
    expected: `a JSON object whose status, if any, is ${exchange.status}`,
    observed: exchange.text.slice(0, 80),
    exchange,
    range: { offset: 0, length: exchange.body.length },
  });
}
