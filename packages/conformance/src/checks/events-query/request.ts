import { expectThat } from "../../finding.ts";
import type { Check } from "../check.ts";
import { expectClientError, expectStatus, shown } from "./expectations.ts";
import { headAtOnce, notified, openStream, query, requireRealization, stream } from "./opening.ts";

const unheardOf = "example/unheard-of";

export const eventsQueryRequestChecks: readonly Check[] = [
  {
    id: "events-query/request/content-type-missing-is-refused",
    protocol: "events-query",
    requirements: ["EQ-RQ-2"],
    level: "must",
    sentence: "A subscription without Content-Type fails with 4xx: the server does not guess the type",
    async judge(context) {
      const content = context.settings.subscription?.stream ?? '{"events":{}}';
      expectClientError(await query(context, await context.resource(), content, {}), "content without Content-Type");
    },
  },
  {
    id: "events-query/request/inconsistent-content-is-refused",
    protocol: "events-query",
    requirements: ["EQ-RQ-2", "EQ-DM-1"],
    level: "must",
    sentence:
      "A subscription whose content does not match its Content-Type fails with 4xx: the server does not guess the type",
    async judge(context) {
      requireRealization(context);
      const resource = await context.resource();
      expectClientError(await query(context, resource, "events:\n  {}\n"), "YAML that says it is JSON");
      expectClientError(
        await query(context, resource, '{"events":{}}', { "Content-Type": "text/plain" }),
        "JSON that says it is text/plain",
      );
    },
  },
  {
    id: "events-query/request/content-type-missing",
    protocol: "events-query",
    requirements: ["EQ-RQ-2"],
    level: "should",
    sentence: "A subscription without Content-Type gets 400",
    after: ["events-query/request/content-type-missing-is-refused"],
    async judge(context) {
      expectStatus(await query(context, await context.resource(), '{"events":{}}', {}), 400);
    },
  },
  {
    id: "events-query/request/type-not-offered",
    protocol: "events-query",
    requirements: ["EQ-RQ-2"],
    level: "should",
    sentence: "A subscription in a media type that is not offered gets 415",
    async judge(context) {
      expectStatus(await query(context, await context.resource(), "{}", { "Content-Type": unheardOf }), 415);
    },
  },
  {
    id: "events-query/request/accept-query-on-415",
    protocol: "events-query",
    requirements: ["EQ-RQ-2", "EQ-DI-1"],
    level: "should",
    sentence: "A 415 lists the offered media types in Accept-Query",
    after: ["events-query/request/type-not-offered"],
    async judge(context) {
      const exchange = await query(context, await context.resource(), "{}", { "Content-Type": unheardOf });
      expectThat(exchange.field("Accept-Query") !== undefined, {
        expected: "Accept-Query",
        observed: shown(exchange, "Accept-Query"),
        exchange,
      });
    },
  },
  {
    id: "events-query/request/syntax",
    protocol: "events-query",
    requirements: ["EQ-RQ-2"],
    level: "should",
    sentence: "Content that does not parse gets 400",
    after: ["events-query/request/inconsistent-content-is-refused"],
    async judge(context) {
      requireRealization(context);
      for (const content of ["{", '{"events":{}', "events: {}"]) {
        expectStatus(await query(context, await context.resource(), content), 400);
      }
    },
  },
  {
    id: "events-query/request/semantics",
    protocol: "events-query",
    requirements: ["EQ-RQ-2"],
    level: "should",
    sentence: "Content that parses but makes no sense gets 422",
    async judge(context) {
      requireRealization(context);
      for (const content of ['"nonsense"', '{"events":"nonsense"}']) {
        expectStatus(await query(context, await context.resource(), content), 422);
      }
    },
  },
  {
    id: "events-query/request/nothing-acceptable",
    protocol: "events-query",
    requirements: ["EQ-RQ-2"],
    level: "should",
    sentence: "A request whose Accept matches no encapsulation gets 406",
    async judge(context) {
      const { exchange } = openStream(context, await context.resource(), { accept: unheardOf });
      await exchange.headWithin(undefined, "a refusal");
      expectStatus(exchange, 406);
    },
  },
  {
    id: "events-query/request/single-not-acceptable",
    protocol: "events-query",
    requirements: ["EQ-RQ-2", "EQ-SN-1"],
    level: "should",
    sentence: "A request for a single notification whose Accept matches no form gets 406",
    async judge(context) {
      const { exchange } = openStream(context, await context.resource(), { events: false, accept: unheardOf });
      await exchange.headWithin(undefined, "a refusal");
      expectStatus(exchange, 406);
    },
  },
  {
    id: "events-query/request/absent",
    protocol: "events-query",
    requirements: ["EQ-RQ-2"],
    level: "should",
    sentence: "A subscription to a resource that does not exist gets 404",
    needs: { fresh: true, events: ["delete"] },
    after: [headAtOnce],
    async judge(context) {
      const resource = await context.resource();
      await context.cause("delete", resource);
      const { exchange } = openStream(context, resource);
      await exchange.headWithin(undefined, "a refusal");
      expectStatus(exchange, 404, 410);
    },
  },
  {
    id: "events-query/request/incremental-is-ignored",
    protocol: "events-query",
    requirements: ["EQ-AR-1"],
    level: "must",
    sentence: "Incremental of a request is only about the request, and is ignored if it is not a Boolean",
    after: [headAtOnce],
    async judge(context) {
      requireRealization(context);
      const resource = await context.resource();
      for (const incremental of ["?0", "5", "?1;example=1", "nonsense="]) {
        const fields = { "Content-Type": "application/json", Incremental: incremental };
        expectStatus(await query(context, resource, '{"events":{}}', fields), 200);
      }
    },
  },
  {
    id: "events-query/request/safe",
    protocol: "events-query",
    requirements: ["EQ-RQ-1"],
    level: "must",
    sentence: "QUERY is safe: a subscription is not an event, and does not change the resource",
    needs: { events: ["any"] },
    after: [notified],
    async judge(context) {
      const resource = await context.resource();
      const first = await stream(context, resource);
      const before = await context.exchange(resource, { method: "GET" });
      const second = await stream(context, resource);
      const after = await context.exchange(resource, { method: "GET" });
      expectThat(Buffer.compare(before.body, after.body) === 0, {
        expected: "the same representation after a QUERY",
        observed: `${after.body.length} bytes, different from the ${before.body.length} bytes before`,
        exchange: after,
      });
      await context.isLive(second);
      await first.next();
      const received = first.notifications().length;
      expectThat(received === 1, {
        expected: "one notification, of the event that was caused",
        observed: `${received}`,
        exchange: first.exchange,
      });
    },
  },
];
