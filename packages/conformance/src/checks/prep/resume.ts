import { expectThat } from "../../finding.ts";
import type { PrepSubscription } from "../../subscriptions/prep.ts";
import type { Check } from "../check.ts";
import { askingFor } from "./advertised.ts";
import { expectIds, expectLatest, expectRepresentation, idsOf, subscribeAfter, witness } from "./event-ids.ts";
import { take } from "./served.ts";

type Resumption = Omit<Check, "id" | "protocol" | "level" | "feature" | "requirements"> & {
  readonly name: string;
  readonly requirements?: Check["requirements"];
};

const needs = { events: ["any"] } as const;
const after = ["prep/opt-out/last-event-first-part"];

const resumptions: readonly Resumption[] = [
  {
    name: "older-event",
    sentence: "After the id of an older event, all later events are notified in order and once, and then new ones",
    needs,
    after,
    async judge(context) {
      const seen = await witness(context, 3);
      await expectLatest(context, seen, await subscribeAfter(context, seen.ids[0]), 3);
    },
  },
  {
    name: "without-representation",
    sentence: "After the id of an older event, the first part is empty",
    needs,
    after: ["prep/resume/older-event"],
    async judge(context) {
      const { ids } = await witness(context, 2);
      await expectRepresentation(await subscribeAfter(context, ids[0]), false);
    },
  },
  {
    name: "unknown-id",
    sentence: "After an unknown id, the representation is sent, and only new events are notified",
    needs,
    after,
    async judge(context) {
      for (const id of ["of-another-life", '"%\xe4'] as const) {
        const seen = await witness(context, 2);
        const subscription = await subscribeAfter(context, id);
        await expectRepresentation(subscription, true);
        await expectLatest(context, seen, subscription, 1);
      }
    },
  },
  {
    name: "id-of-another-resource",
    sentence: "After the id of another resource's event, the representation is sent",
    needs: { events: ["any", "put"], fresh: true },
    after: ["prep/resume/unknown-id"],
    async judge(context) {
      const other = context.made(`${(await context.resource()).url}-other`);
      await context.cause("put", other);
      const stated = await context.isLive(
        await context.prep(other, { acceptEvents: askingFor("message/rfc822", context) }),
      );
      await context.cause("any", await context.resource());
      await expectRepresentation(await subscribeAfter(context, idsOf([stated])[0]), true);
    },
  },
  {
    name: "across-deletion",
    requirements: ["PREP-RS-7", "NF-6"],
    sentence:
      "A stream that resumes before a deletion ends with the deletion, and the next one continues with the later events",
    needs: { events: ["any", "put", "delete"] },
    after: ["prep/resume/older-event", "prep/termination/delete-ends-stream"],
    async judge(context) {
      const resource = await context.resource();
      const { live, ids } = await witness(context, 2);
      await context.cause("delete", resource);
      const all = idsOf(await take(live, 3, "a notification of the DELETE"));
      await context.cause("put", resource);
      const resumed = await subscribeAfter(context, ids[0]);
      await resumed.exchange.ended(undefined, "the end after the notification of the DELETE");
      await expectIds(resumed, all.slice(1));
      await take(await subscribeAfter(context, all[2]), 1, "a notification of the PUT after the DELETE");
    },
  },
  {
    name: "event-id",
    requirements: ["PREP-RS-11"],
    sentence:
      "Event-ID in the head is the id of the event after which the notifications begin, and a client can resume with it",
    needs,
    after: ["prep/resume/older-event"],
    async judge(context) {
      const resource = await context.resource();
      const beginning = expectEventId(await context.prep(resource));
      const { ids, last } = await witness(context, 2);
      await expectIds(await subscribeAfter(context, beginning), ids);
      const latest = await context.prep(resource);
      const stated = expectEventId(latest);
      expectThat(stated === last, {
        expected: `Event-ID: ${last}, after an event with that id`,
        observed: `Event-ID: ${stated}`,
        exchange: latest.exchange,
      });
    },
  },
  {
    name: "tells-whether",
    requirements: ["PREP-RS-11"],
    sentence: "Event-ID in the head is the id in the request if the stream resumes, and another one if it does not",
    needs,
    after: ["prep/resume/event-id", "prep/resume/unknown-id"],
    async judge(context) {
      const { ids } = await witness(context, 2);
      for (const [id, known] of [
        [ids[0], true],
        [ids[1], true],
        ["of-another-life", false],
      ] as const) {
        const resumed = await subscribeAfter(context, id);
        const stated = expectEventId(resumed);
        expectThat((stated === id) === known, {
          expected: `Event-ID that is ${known ? "" : "not "}the ${id} that was sent`,
          observed: `Event-ID: ${stated}`,
          exchange: resumed.exchange,
        });
      }
    },
  },
];

export const prepResumeChecks: readonly Check[] = resumptions.map(
  ({ name, requirements = ["PREP-RS-7"], ...rest }) => ({
    id: `prep/resume/${name}`,
    protocol: "prep",
    requirements,
    level: "ours",
    feature: "resume",
    ...rest,
  }),
);

function expectEventId({ exchange }: PrepSubscription): string {
  const id = exchange.field("Event-ID");
  expectThat(id !== undefined, { expected: "Event-ID in the head", observed: "no Event-ID field", exchange });
  return id;
}
