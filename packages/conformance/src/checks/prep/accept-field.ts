import type { Check } from "../check.ts";
import { expectForm } from "./accept-events.ts";
import { formsOf, twoForms } from "./advertised.ts";
import { expectPlain, expectServed } from "./served.ts";

interface Syntax extends Pick<Check, "requirements" | "sentence"> {
  readonly name: string;
  readonly accept: (form: string) => string;
  readonly after?: string;
}

const syntaxes: readonly Syntax[] = [
  {
    name: "string",
    requirements: ["PREP-AE-6"],
    sentence: "accept may be a String with one media type",
    accept: (form) => `"${form}"`,
  },
  {
    name: "token",
    requirements: ["PREP-AE-6"],
    sentence: "accept may be a Token with one media type",
    accept: (form) => form,
  },
  {
    name: "inner-list",
    requirements: ["PREP-AE-5"],
    sentence: "accept may be an Inner List of media types as Strings",
    accept: (form) => `("example/unheard-of" "${form}")`,
  },
  {
    name: "list-of-tokens",
    requirements: ["PREP-AE-6"],
    sentence: "Media types in the list may be Tokens",
    accept: (form) => `(example/unheard-of ${form})`,
    after: "prep/accept-field/inner-list",
  },
  {
    name: "item-parameters",
    requirements: ["PREP-AE-5"],
    sentence: "Media types in the list may have parameters",
    accept: (form) => `("example/unheard-of";delta="text/plain" "${form}";q=0.5)`,
    after: "prep/accept-field/inner-list",
  },
  {
    name: "range",
    requirements: ["PREP-AE-12"],
    sentence: "accept works like the field Accept: a media range accepts any type in it",
    accept: () => '"*/*"',
    after: "prep/accept-field/string",
  },
];

export const prepAcceptFieldChecks: readonly Check[] = [
  ...syntaxes.map(
    ({ name, requirements, sentence, accept, after = "prep/stream/served" }): Check => ({
      id: `prep/accept-field/${name}`,
      protocol: "prep",
      requirements,
      level: "must",
      sentence,
      after: [after],
      async judge(context) {
        const resource = await context.resource();
        const [form = ""] = formsOf(context);
        await expectServed(context.openPrep(resource, { acceptEvents: `"prep";accept=${accept(form)}` }));
      },
    }),
  ),
  {
    id: "prep/accept-field/weights",
    protocol: "prep",
    requirements: ["PREP-AE-6"],
    level: "must",
    sentence: "q in the list orders the media types",
    needs: { events: ["any"] },
    after: ["prep/stream/notification-at-once", "prep/accept-field/item-parameters"],
    async judge(context) {
      const [first, second] = twoForms(context);
      await expectForm(context, `"prep";accept=("${first}";q=0.1 "${second}")`, second);
      await expectForm(context, `"prep";accept=("${second}";q=0.1 "${first}";q=0.2)`, first);
    },
  },
  {
    id: "prep/accept-field/q-zero",
    protocol: "prep",
    requirements: ["PREP-AE-6"],
    level: "must",
    sentence: "q=0 in the list excludes a media type",
    after: ["prep/accept-field/item-parameters"],
    async judge(context) {
      const types = formsOf(context).map((form) => `"${form}";q=0`);
      const acceptEvents = `"prep";accept=(${types.join(" ")})`;
      await expectPlain(context.openPrep(await context.resource(), { acceptEvents }));
    },
  },
];
