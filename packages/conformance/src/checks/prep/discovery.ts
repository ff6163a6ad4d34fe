import { expectThat, NotApplicable } from "../../finding.ts";
import { isInnerList, readList, textOf } from "../../parsers/structured-fields.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { Check, CheckContext } from "../check.ts";
import { advertisedForms, formsOf, observedField, prepItem } from "./advertised.ts";
import { expectServed } from "./served.ts";

const methods = ["HEAD", "GET"] as const;

/** A response that lists prep, to HEAD or else to GET. Skips the check if neither does, which another check judges. */
async function advertising(context: CheckContext): Promise<Exchange> {
  for (const method of methods) {
    const exchange = await context.exchange(await context.resource(), { method });
    if (prepItem(exchange) !== undefined) return exchange;
  }
  throw new NotApplicable("neither HEAD nor GET lists prep in Accept-Events");
}

export const prepDiscoveryChecks: readonly Check[] = [
  ...methods.map(
    (method): Check => ({
      id: `prep/discovery/${method.toLowerCase()}-lists-prep`,
      protocol: "prep",
      requirements: ["PREP-DI-1"],
      level: "should",
      sentence: `The response to ${method} has Accept-Events, which lists prep`,
      async judge(context) {
        const exchange = await context.exchange(await context.resource(), { method });
        expectThat(prepItem(exchange) !== undefined, {
          expected: `an Accept-Events field that lists prep, in the response to ${method}`,
          observed: observedField(exchange, "Accept-Events"),
          exchange,
        });
      },
    }),
  ),
  {
    id: "prep/discovery/item-has-accept",
    protocol: "prep",
    requirements: ["PREP-DI-2"],
    level: "must",
    sentence: "The item prep of Accept-Events has in accept at least one media type of notifications",
    async judge(context) {
      const exchange = await advertising(context);
      expectThat(advertisedForms(exchange).length > 0, {
        expected: "an accept parameter with a media type",
        observed: observedField(exchange, "Accept-Events"),
        exchange,
      });
    },
  },
  {
    id: "prep/discovery/protocols-are-strings",
    protocol: "prep",
    requirements: ["PREP-AE-1"],
    level: "must",
    sentence: "Each member of Accept-Events names a protocol as a String",
    async judge(context) {
      const exchange = await advertising(context);
      const members = readList(exchange.field("Accept-Events") ?? "") ?? [];
      expectThat(
        members.every((member) => !isInnerList(member) && typeof member.value === "string"),
        { expected: 'Strings, as in "prep"', observed: observedField(exchange, "Accept-Events"), exchange },
      );
    },
  },
  {
    id: "prep/discovery/lower-case",
    protocol: "prep",
    requirements: ["PREP-AE-2"],
    level: "ours",
    sentence: "The name of the protocol is in lower case",
    async judge(context) {
      const exchange = await advertising(context);
      const members = readList(exchange.field("Accept-Events") ?? "") ?? [];
      expectThat(
        members.some((member) => !isInnerList(member) && textOf(member.value) === "prep"),
        { expected: "prep in lower case", observed: observedField(exchange, "Accept-Events"), exchange },
      );
    },
  },
  {
    id: "prep/discovery/advertised-forms-are-served",
    protocol: "prep",
    requirements: ["PREP-DI-2"],
    level: "ours",
    sentence: "Each advertised media type is served on request",
    after: ["prep/discovery/item-has-accept", "prep/stream/served", "prep/accept-field/string"],
    async judge(context) {
      const resource = await context.resource();
      const asked = formsOf(context).map((form) =>
        context.openPrep(resource, { acceptEvents: `"prep";accept="${form}"` }),
      );
      for (const subscription of asked) await expectServed(subscription);
    },
  },
  ...methods.map(
    (method): Check => ({
      id: method === "GET" ? "prep/discovery/vary" : "prep/discovery/head-vary",
      protocol: "prep",
      requirements: ["PREP-DI-3"],
      level: "ours",
      sentence: `Vary lists Accept-Events also in responses to ${method} without notifications`,
      async judge(context) {
        const exchange = await context.exchange(await context.resource(), { method });
        const vary = exchange.tokens("Vary");
        expectThat(vary.includes("accept-events") || vary.includes("*"), {
          expected: "Vary with Accept-Events",
          observed: observedField(exchange, "Vary"),
          exchange,
        });
      },
    }),
  ),
  {
    id: "prep/discovery/not-on-options",
    protocol: "prep",
    requirements: ["PREP-AE-8"],
    level: "must",
    sentence: "A response to OPTIONS does not list prep in Accept-Events",
    async judge(context) {
      const exchange = await context.exchange(await context.resource(), { method: "OPTIONS" });
      expectThat(prepItem(exchange) === undefined, {
        expected: "no prep in Accept-Events, in the response to OPTIONS",
        observed: observedField(exchange, "Accept-Events"),
        exchange,
      });
    },
  },
  {
    id: "prep/discovery/not-on-mutations",
    protocol: "prep",
    requirements: ["PREP-AE-8"],
    level: "must",
    sentence: "A response to PUT, PATCH or POST does not list prep in Accept-Events",
    needs: { events: ["any"] },
    async judge(context) {
      const { exchange } = await context.cause("any", await context.resource());
      if (exchange === undefined)
        throw new NotApplicable("a trigger changes the resource, so the request is unknown", "--allow-writes");
      expectThat(prepItem(exchange) === undefined, {
        expected: `no prep in Accept-Events, in the response to ${exchange.request.method}`,
        observed: observedField(exchange, "Accept-Events"),
        exchange,
      });
    },
  },
];
