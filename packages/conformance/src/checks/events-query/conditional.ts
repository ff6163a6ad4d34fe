import { expectThat, NotApplicable } from "../../finding.ts";
import type { Resource } from "../../triggers/trigger.ts";
import type { Check, CheckContext } from "../check.ts";
import { expectStatus } from "./expectations.ts";
import { delimitedAtOnce, openStream, served, sound } from "./opening.ts";

/** EQ-RP-3: the drafts exempt failed preconditions from EQ-RP-2. The form of the response is our decision. */
export const eventsQueryConditionalChecks: readonly Check[] = [
  {
    id: "events-query/conditional/unchanged-in-http",
    protocol: "events-query",
    requirements: ["EQ-RP-3", "EQ-DM-2"],
    level: "ours",
    sentence:
      "In application/http, if If-None-Match excludes the representation, the first message has status 304 or 412",
    needs: { events: ["any"] },
    after: [sound("http"), "events-query/representation/first-in-http"],
    async judge(context) {
      const resource = await context.resource();
      const state = { "If-None-Match": await entityTag(context, resource) };
      const subscription = openStream(context, resource, { state, accept: "application/http" });
      const { exchange } = subscription;
      await exchange.headWithin();
      if (exchange.status === 304 || exchange.status === 412) return;
      expectStatus(exchange, 200);
      const first = await subscription.representation();
      expectThat((first.status === 304 || first.status === 412) && first.body.length === 0, {
        expected: "a first message with status 304 or 412, without content",
        observed: `status ${first.status}, ${first.body.length} bytes`,
        exchange,
        range: { offset: first.offset, length: first.length },
      });
      await context.isLive(subscription);
    },
  },
  {
    id: "events-query/conditional/unchanged-in-multipart",
    protocol: "events-query",
    requirements: ["EQ-RP-3"],
    level: "ours",
    sentence:
      "In multipart/mixed, if If-None-Match excludes the representation, the first part has no fields and no content",
    needs: { events: ["any"] },
    after: [delimitedAtOnce, "events-query/representation/first-in-multipart"],
    async judge(context) {
      const resource = await context.resource();
      const state = { "If-None-Match": await entityTag(context, resource) };
      const subscription = openStream(context, resource, { state, accept: "multipart/mixed" });
      const { exchange } = subscription;
      await exchange.headWithin();
      if (exchange.status === 304 || exchange.status === 412) return;
      expectStatus(exchange, 200);
      const { fields, body, ...range } = await subscription.representation();
      expectThat(fields.length === 0 && body.length === 0, {
        expected: "an empty first part, without fields",
        observed: `${fields.length} fields, ${body.length} bytes`,
        exchange,
        range,
      });
      await context.isLive(subscription);
    },
  },
  {
    id: "events-query/conditional/disregarded-in-json-seq",
    protocol: "events-query",
    requirements: ["EQ-RP-3"],
    level: "ours",
    sentence: "In application/json-seq, which cannot express a failed precondition, preconditions are ignored",
    after: [served("json-seq"), "events-query/representation/first-in-json-seq"],
    async judge(context) {
      const resource = await context.resource();
      const state = { "If-None-Match": await entityTag(context, resource) };
      const plain = await context.exchange(resource, { method: "GET" });
      const subscription = openStream(context, resource, { state, accept: "application/json-seq" });
      const { exchange } = subscription;
      await exchange.headWithin();
      if (exchange.status === 304 || exchange.status === 412) return;
      const { body, ...range } = await subscription.representation();
      expectThat(Buffer.compare(Buffer.from(body).subarray(0, -1), plain.body) === 0, {
        expected: "the representation as the first item",
        observed: `${body.length} other bytes`,
        exchange,
        range,
      });
    },
  },
  {
    id: "events-query/conditional/changed",
    protocol: "events-query",
    requirements: ["EQ-RP-3", "EQ-RP-1"],
    level: "ours",
    sentence: "A precondition that holds changes nothing: the representation is sent",
    after: [delimitedAtOnce, "events-query/representation/first-in-multipart"],
    async judge(context) {
      const resource = await context.resource();
      const etag = await entityTag(context, resource);
      const plain = await context.exchange(resource, { method: "GET" });
      for (const state of [{ "If-None-Match": '"conformance-other"' }, { "If-Match": etag }]) {
        const subscription = openStream(context, resource, { state, accept: "multipart/mixed" });
        const { exchange } = subscription;
        await exchange.headWithin();
        expectStatus(exchange, 200);
        const { body, ...range } = await subscription.representation();
        expectThat(Buffer.compare(body, plain.body) === 0, {
          expected: `the representation, for ${JSON.stringify(state)}`,
          observed: `${body.length} other bytes`,
          exchange,
          range,
        });
        exchange.leave();
      }
    },
  },
];

/** The entity tag of the representation. Skips the check if there is none, or if GET ignores preconditions. */
async function entityTag(context: CheckContext, resource: Resource): Promise<string> {
  const plain = await context.exchange(resource, { method: "GET" });
  const etag = plain.field("ETag");
  if (etag === undefined) throw new NotApplicable("the representation has no ETag");
  const conditional = await context.exchange(resource, { method: "GET", fields: { "If-None-Match": etag } });
  if (conditional.status !== 304) throw new NotApplicable("GET ignores If-None-Match");
  return etag;
}
