import { expectThat } from "../../finding.ts";
import { readEventsQueryStream } from "../../subscriptions/events-query.ts";
import type { Check } from "../check.ts";
import { expectStatus } from "./expectations.ts";
import { headAtOnce, query, requireRealization, singleHeadAtOnce, yaml } from "./opening.ts";

interface Case {
  readonly name: string;
  readonly sentence: string;
  readonly contents: readonly string[];
  readonly expect: "stream" | "single" | number;
}

const cases: readonly Case[] = [
  {
    name: "block",
    sentence: "A document in the syntax of the drafts' examples, with events, asks for a stream",
    contents: ["events:\n  Accept: application/json\n", 'events:\n  Accept: "*/*" # anything\n', "---\nevents: {}\n"],
    expect: "stream",
  },
  {
    name: "json",
    sentence: "A document in JSON is also YAML",
    contents: ['{"events":{}}', '{"events":\n\t{"Accept":"application/json"}}'],
    expect: "stream",
  },
  {
    name: "drafts-own-context",
    sentence: "@context as the drafts write it is understood, although it is not valid YAML",
    contents: ["events:\n  @context: activity+json\n  Accept: application/json\n"],
    expect: "stream",
  },
  {
    name: "empty",
    sentence: "An empty document asks for a single notification",
    contents: ["", "---", "---\n", "{}"],
    expect: "single",
  },
  {
    name: "syntax",
    sentence: "Content that is not YAML, or has anchors, aliases or tags, gets 400",
    contents: ["events: [1", "events: &a {}\n", "events: !!map {}\n", "events: {\n"],
    expect: 400,
  },
  {
    name: "semantics",
    sentence: "YAML that makes no sense gets 422",
    contents: ["state: 3\n", "events: true\n", "- events\n", "events:\n  Accept: 1\n", "state: {}\n"],
    expect: 422,
  },
];

export const eventsQueryYamlChecks: readonly Check[] = cases.map(({ name, sentence, contents, expect }) => ({
  id: `events-query/yaml/${name}`,
  protocol: "events-query",
  requirements: ["EQ-RQ-3", "EQ-DM-2"],
  level: "ours",
  feature: yaml,
  sentence: `example/events-query: ${sentence}`,
  after: [expect === "single" ? singleHeadAtOnce : headAtOnce],
  async judge(context) {
    requireRealization(context, yaml);
    const resource = await context.resource();
    for (const content of contents) {
      const exchange = await query(context, resource, content, { "Content-Type": yaml });
      if (typeof expect === "number") {
        expectThat(exchange.status === expect, {
          expected: `status ${expect} for ${JSON.stringify(content)}`,
          observed: `status ${exchange.status}`,
          exchange,
        });
        continue;
      }
      expectStatus(exchange, 200);
      expectThat((readEventsQueryStream(exchange).encapsulation !== undefined) === (expect === "stream"), {
        expected: `a ${expect === "stream" ? "stream" : "single notification"} for ${JSON.stringify(content)}`,
        observed: `Content-Type: ${exchange.field("Content-Type")}`,
        exchange,
      });
    }
  },
}));
