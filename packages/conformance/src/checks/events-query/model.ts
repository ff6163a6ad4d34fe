import { expectThat, NotApplicable } from "../../finding.ts";
import { readEventsQueryStream } from "../../subscriptions/events-query.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { Check, CheckContext } from "../check.ts";
import { expectStatus } from "./expectations.ts";
import { headAtOnce, notified, query, requireRealization, singleHeadAtOnce, stream } from "./opening.ts";

const unheardOf = "example/unheard-of";

/** Documents in our JSON realization, and the expected responses. */
interface Case {
  readonly name: string;
  readonly requirements?: readonly string[];
  readonly sentence: string;
  readonly contents: readonly (string | Uint8Array)[];
  readonly fields?: Readonly<Record<string, string>>;
  readonly expect: "stream" | "single" | number;
}

const cases: readonly Case[] = [
  {
    name: "empty-is-single",
    sentence: "An empty object asks for a single notification",
    contents: ["{}", " {\n} "],
    expect: "single",
  },
  {
    name: "events-is-stream",
    sentence: "The member events, an object or null, asks for a stream",
    contents: ['{"events":{}}', '{"events":null}'],
    expect: "stream",
  },
  {
    name: "unknown-members",
    requirements: ["EQ-DM-2", "EQ-AR-5"],
    sentence: "Unknown members are ignored",
    contents: ['{"example":[{"a":1}],"events":{"Example":"b","@example":{"c":1}}}'],
    expect: "stream",
  },
  {
    name: "preconditions-in-events",
    sentence: "Preconditions in events have no effect",
    contents: ['{"events":{"If-None-Match":"*"}}', '{"events":{"If-Match":"\\"nothing\\""}}'],
    expect: "stream",
  },
  {
    name: "letter-case",
    sentence: "The names of header fields in events may have any letter case",
    contents: [`{"events":{"Accept":"${unheardOf}"}}`, `{"events":{"aCCEPT":"${unheardOf}"}}`],
    expect: 406,
  },
  {
    name: "accept-of-the-request",
    sentence: "Accept of the request is about the encapsulation, not about the form of notifications",
    contents: [`{"events":{"Accept":"*/*"}}`],
    fields: { Accept: unheardOf },
    expect: 406,
  },
  {
    name: "values-are-strings",
    sentence: "A header field whose value is not a string gets 422",
    contents: ['{"events":{"Accept":1}}', '{"events":{},"state":{"Accept":["*/*"]}}', '{"events":{"Accept":null}}'],
    expect: 422,
  },
  {
    name: "objects",
    sentence: "A document, events or state that is neither an object nor (if allowed) null gets 422",
    contents: ["[]", "null", "1", '{"events":[]}', '{"events":true}', '{"events":{},"state":"*/*"}'],
    expect: 422,
  },
  {
    name: "state-alone",
    requirements: ["EQ-DM-3"],
    sentence: "Interest in the state without interest in events gets 422",
    contents: ['{"state":{}}'],
    expect: 422,
  },
  {
    name: "utf-8",
    sentence: "Content that is not UTF-8 gets 400",
    contents: [Buffer.from('{"events":{},"example":"\xff\xfe"}', "latin1")],
    expect: 400,
  },
  {
    name: "line-ends",
    sentence: "A value that no header field can have, with a line ending, gets 422",
    contents: [
      '{"events":{"Accept":"*/*\\r\\nInjected: yes"}}',
      '{"events":{},"state":{"Accept":"*/*\\nInjected: yes"}}',
    ],
    expect: 422,
  },
];

export const eventsQueryModelChecks: readonly Check[] = [
  ...cases.map(
    ({ name, requirements = ["EQ-DM-2"], sentence, contents, fields = {}, expect }): Check => ({
      id: `events-query/model/${name}`,
      protocol: "events-query",
      requirements,
      level: "ours",
      sentence,
      after: [expect === "single" ? singleHeadAtOnce : headAtOnce],
      async judge(context) {
        requireRealization(context);
        const resource = await context.resource();
        for (const content of contents) {
          const head = { "Content-Type": "application/json", ...fields };
          const exchange = await query(context, resource, content, head);
          if (typeof expect === "number") expectStatus(exchange, expect);
          else expectKind(exchange, expect, String(content));
        }
      },
    }),
  ),
  {
    id: "events-query/model/activity-context",
    protocol: "events-query",
    requirements: ["EQ-DM-2"],
    level: "ours",
    feature: "application/activity+json",
    sentence: "@context with ActivityStreams selects application/activity+json if there is no Accept",
    needs: { events: ["any"] },
    after: [notified],
    async judge(context) {
      requireRealization(context);
      await requireForm(context, "application/activity+json");
      const resource = await context.resource();
      const events = { "@context": "https://www.w3.org/ns/activitystreams" };
      const subscription = await stream(context, resource, { events });
      const { type } = await context.isLive(subscription);
      expectThat(type === "application/activity+json", {
        expected: "Content-Type: application/activity+json in the notification",
        observed: `Content-Type: ${type}`,
        exchange: subscription.exchange,
      });
    },
  },
];

/** Skips the check if the target refuses a form of notifications, unless it claims it. */
async function requireForm(context: CheckContext, form: string): Promise<void> {
  const { exchange } = context.openEventsQuery(await context.resource(), { events: { Accept: form } });
  const { status } = await exchange.headWithin();
  exchange.leave();
  const { claims } = context.settings;
  if (status !== 200 && !claims.has(form) && !claims.has("ours")) {
    throw new NotApplicable(`the target does not notify in ${form}: status ${status}`, `--claim ${form}`);
  }
}

function expectKind(exchange: Exchange, kind: "stream" | "single", content: string): void {
  expectStatus(exchange, 200);
  const { encapsulation } = readEventsQueryStream(exchange);
  expectThat((encapsulation !== undefined) === (kind === "stream"), {
    expected: kind === "stream" ? `a stream for ${content}` : `a single notification for ${content}`,
    observed: `Content-Type: ${exchange.field("Content-Type")}`,
    exchange,
  });
}
