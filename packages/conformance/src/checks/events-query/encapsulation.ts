import { expectThat, NotApplicable } from "../../finding.ts";
import { durationOf } from "../../subscriptions/events-query.ts";
import { eventDetails } from "../../subscriptions/notification.ts";
import type { Check } from "../check.ts";
import { expectBeforeDuration, expectComplete, expectSound, expectStatus, lastBytes, shown } from "./expectations.ts";
import {
  delimitedAtOnce,
  durationStated,
  encapsulations,
  headAtOnce,
  openStream,
  served,
  sound,
  stream,
} from "./opening.ts";

/** The checks that are the same for each encapsulation. */
export const eventsQueryEncapsulationChecks: readonly Check[] = encapsulations.flatMap(({ name, type }): Check[] => {
  const common = { protocol: "events-query", after: [served(name)] } as const;
  return [
    {
      ...common,
      id: served(name),
      requirements: ["EQ-ST-3", "EQ-ST-1"],
      level: "ours",
      feature: type,
      sentence: `A stream is served in ${type} if the client accepts that`,
      after: [headAtOnce],
      async judge(context) {
        const subscription = openStream(context, await context.resource(), { accept: type });
        const { exchange } = subscription;
        const { status } = await exchange.headWithin();
        const { claims } = context.settings;
        if (status === 406 && !claims.has(type) && !claims.has("ours")) {
          throw new NotApplicable(`the target has no streams in ${type}: status 406`, `--claim ${type}`);
        }
        expectStatus(exchange, 200);
        expectThat(subscription.stream().encapsulation === type, {
          expected: `Content-Type: ${type}`,
          observed: shown(exchange, "Content-Type"),
          exchange,
        });
      },
    },
    {
      ...common,
      id: sound(name),
      requirements: { http: ["EQ-ST-5", "EQ-ST-4"], multipart: ["EQ-ST-7"], "json-seq": ["EQ-ST-6"] }[name],
      level: "must",
      sentence: `Notifications in ${type} have valid framing`,
      needs: { events: ["any"] },
      async judge(context) {
        const resource = await context.resource();
        const subscription = await stream(context, resource, { accept: type });
        const { exchange } = subscription;
        for (const which of ["first", "second", "third"]) {
          const before = exchange.body.length;
          await context.cause("any", resource);
          await exchange.bodyUntil(({ length }) => length > before, `the ${which} notification`);
          expectSound(subscription, subscription.stream());
        }
        // The third one shows that the first two have framing. Whether it ends with its chunk is another requirement.
        const whole = (): boolean => subscription.notifications().length >= 2;
        const faulty = (): boolean => subscription.stream().faults.length > 0;
        await exchange.bodyUntil(() => whole() || faulty(), "whole notifications");
        expectSound(subscription, subscription.stream());
      },
    },
    {
      ...common,
      id: `events-query/${name}/deletion-ends-it`,
      requirements: ["EQ-ST-8"],
      level: "must",
      after: [name === "multipart" ? delimitedAtOnce : sound(name)],
      sentence: `A stream in ${type} ends at once and cleanly after the notification of a deletion`,
      needs: { events: ["any", "delete"] },
      async judge(context) {
        const resource = await context.resource();
        const subscription = await stream(context, resource, { accept: type });
        await context.isLive(subscription);
        await context.cause("delete", resource);
        const { exchange } = subscription;
        await exchange.ended(undefined, "the end of the response after the deletion");
        expectComplete(exchange);
        expectBeforeDuration(exchange, "the notification that the resource was deleted");
        const last = subscription.notifications().at(-1);
        const { type: what } = last === undefined ? { type: "no notification" } : eventDetails(last);
        expectThat(what === undefined || /^delete$/i.test(what), {
          expected: "a last notification that states the deletion",
          observed: what ?? "",
          exchange,
          range: last ?? lastBytes(exchange),
        });
      },
    },
    {
      ...common,
      id: `events-query/${name}/duration-ends-it`,
      requirements: ["EQ-ST-9", "EQ-EV-4"],
      level: "must",
      after: [served(name), durationStated],
      sentence: `A stream in ${type} ends cleanly when its stated duration is over`,
      async judge(context) {
        const { exchange } = await stream(context, await context.resource(), { accept: type, duration: 1 });
        const duration = 1_000 * (durationOf(exchange) ?? 0);
        if (duration === 0) throw new NotApplicable("the target states no duration");
        if (duration > context.settings.longestWait) {
          const granted = `a duration of 1 s was wished for, and ${duration / 1_000} s stated`;
          throw new NotApplicable(granted, "--longest-wait SECONDS");
        }
        await exchange.ended(duration + context.settings.patience, `an end after ${duration / 1_000} s`);
        expectComplete(exchange);
      },
    },
  ];
});
