import { NotApplicable } from "../../finding.ts";
import type { Check } from "../check.ts";
import { stream } from "./opening.ts";
import { causeSome, common, expectBegins, expectNotified, startingPoint } from "./resuming.ts";
import { causeKnown } from "./writing.ts";

export const eventsQueryNoResumeChecks: readonly Check[] = [
  ...(
    [
      ["unknown", "An id that is unknown", "conformance-unknown-id"],
      ["any", "The id *", "*"],
    ] as const
  ).map(
    ([name, what, id]): Check => ({
      ...common,
      id: `events-query/resume/${name}`,
      sentence: `${what} does not resume: the stream starts now, and Event-ID in the head is another one`,
      needs: { events: ["any"] },
      after: [startingPoint],
      async judge(context) {
        const resource = await context.resource();
        const [, latest] = await causeSome(context, resource, 2);
        const subscription = await stream(context, resource, { fields: { "Last-Event-ID": id } });
        expectBegins(subscription, latest);
        await expectNotified(subscription, [await causeKnown(context, resource)]);
      },
    }),
  ),
  {
    ...common,
    id: "events-query/resume/other-resource",
    sentence: "The id of an event of another resource does not resume",
    needs: { events: ["any"], fresh: true },
    after: [startingPoint],
    async judge(context) {
      const resource = await context.resource();
      const target = { url: context.settings.target.href, fresh: false };
      const { exchange } = await stream(context, target);
      const other = exchange.field("Event-ID");
      if (other === undefined) throw new NotApplicable("the target's stream has no Event-ID");
      const [, latest] = await causeSome(context, resource, 2);
      const subscription = await stream(context, resource, { fields: { "Last-Event-ID": other } });
      expectBegins(subscription, latest);
      await expectNotified(subscription, [await causeKnown(context, resource)]);
    },
  },
];
