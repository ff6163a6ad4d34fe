import { expectThat, NotApplicable } from "../../finding.ts";
import type { EventsQueryOptions } from "../../subscriptions/events-query.ts";
import type { Check, CheckContext } from "../check.ts";
import { shown } from "./expectations.ts";
import { headAtOnce, notified, openStream, requireRealization, served, stream } from "./opening.ts";

const [http, multipart, jsonSeq] = ["application/http", "multipart/mixed", "application/json-seq"];

interface Case {
  readonly name: string;
  readonly sentence: string;
  readonly accepts: readonly (string | undefined)[];
  readonly events?: Readonly<Record<string, string>>;
  /** The encapsulation to choose, or the status of the refusal. */
  readonly expected: string | number | undefined;
  readonly after: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: "default",
    sentence: "Without Accept, or with */*, a stream is served in multipart/mixed",
    accepts: [undefined, "*/*", "text/html, */*;q=0.1"],
    expected: multipart,
    after: [headAtOnce],
  },
  {
    name: "weights",
    sentence: "The weights in Accept choose the encapsulation",
    accepts: [`${multipart};q=0.2, ${http};q=0.1, ${jsonSeq};q=0.9`, `${multipart};q=0.5, ${jsonSeq}`],
    expected: jsonSeq,
    after: [served("multipart"), served("json-seq")],
  },
  {
    name: "weights-the-other-way",
    sentence: "The weights in Accept choose the encapsulation, whatever their order",
    accepts: [`${multipart};q=0.2, ${http};q=0.7, ${jsonSeq};q=0.3`, `${http}, ${multipart};q=0.999`],
    expected: http,
    after: [served("multipart"), served("http")],
  },
  {
    name: "wildcards",
    sentence: "A wildcard of a type chooses among its subtypes",
    accepts: ["multipart/*", "MULTIPART/Mixed", "text/html, multipart/*;q=0.1"],
    expected: multipart,
    after: [served("multipart")],
  },
  {
    name: "not-acceptable",
    sentence: "A weight of 0 excludes",
    accepts: [`${multipart};q=0, ${http};q=0, ${jsonSeq};q=0`, "multipart/*;q=0, text/html"],
    expected: 406,
    after: [headAtOnce],
  },
  {
    name: "pair",
    sentence:
      "Encapsulation and form are chosen as a pair: if the first encapsulation cannot contain the form, another one is used",
    accepts: [`${jsonSeq}, ${multipart};q=0.1`],
    events: { Accept: "message/rfc822" },
    expected: multipart,
    after: [served("multipart"), served("json-seq")],
  },
  {
    name: "no-pair",
    sentence: "A request gets 406 if no encapsulation can contain any acceptable form",
    accepts: [jsonSeq],
    events: { Accept: "message/rfc822" },
    expected: 406,
    after: [served("json-seq")],
  },
];

export const eventsQueryNegotiationChecks: readonly Check[] = [
  ...cases.map(
    ({ name, sentence, accepts, events, expected, after }): Check => ({
      id: `events-query/negotiation/${name}`,
      protocol: "events-query",
      requirements: ["EQ-ST-3"],
      level: "ours",
      sentence,
      after,
      async judge(context) {
        for (const accept of accepts) {
          const options: EventsQueryOptions = accept === undefined ? {} : { accept };
          const { exchange } = openStream(context, await context.resource(), events ? { ...options, events } : options);
          const { status } = await exchange.headWithin();
          const type = exchange.field("Content-Type")?.replace(/\s*;.*/s, "");
          if (status === 406 && events !== undefined && expected !== 406) await requireForm(context, events);
          expectThat(typeof expected === "number" ? status === expected : status === 200 && type === expected, {
            expected: typeof expected === "number" ? `status ${expected}` : `status 200, Content-Type: ${expected}`,
            observed: `status ${status}, ${shown(exchange, "Content-Type")} for Accept: ${accept}`,
            exchange,
          });
          exchange.leave();
        }
      },
    }),
  ),
  {
    id: "events-query/negotiation/form-by-weights",
    protocol: "events-query",
    requirements: ["EQ-ST-4"],
    level: "ours",
    sentence: "The weights in Accept in events choose the form of notifications",
    needs: { events: ["any"] },
    after: [notified],
    async judge(context) {
      requireRealization(context);
      await requireForm(context, { Accept: "message/rfc822" });
      await requireForm(context, { Accept: "application/json" });
      for (const [accept, expected] of [
        ["application/json;q=0.1, message/rfc822", "message/rfc822"],
        ["application/json, message/rfc822;q=0.5, */*;q=0.1", "application/json"],
        ["*/*, application/json;q=0, application/*;q=0", "message/rfc822"],
      ] as const) {
        const subscription = await stream(context, await context.resource(), { events: { Accept: accept } });
        const { type } = await context.isLive(subscription);
        expectThat(type === expected, {
          expected: `a notification in ${expected} for Accept: ${accept}`,
          observed: `Content-Type: ${type}`,
          exchange: subscription.exchange,
        });
        subscription.exchange.leave();
      }
    },
  },
];

/** Skips the check if the target has no notifications in this form. */
async function requireForm(context: CheckContext, events: Readonly<Record<string, string>>): Promise<void> {
  const { exchange } = openStream(context, await context.resource(), { events });
  const { status } = await exchange.headWithin();
  exchange.leave();
  const { Accept: form } = events;
  if (status !== 200) throw new NotApplicable(`the target does not notify in ${form}: status ${status}`);
}
