import { expectThat } from "../../finding.ts";
import type { EventsQuerySubscription } from "../../subscriptions/events-query.ts";
import type { Resource } from "../../triggers/trigger.ts";
import type { CheckContext } from "../check.ts";
import { shown } from "./expectations.ts";
import { causeKnown, notifiedIds } from "./writing.ts";

/** The common members of the checks of resumption, which is an optional feature. */
export const common = {
  protocol: "events-query",
  requirements: ["EQ-DM-4", "EQ-RP-5"],
  level: "ours",
  feature: "resume",
} as const;

/** The id of the check that the head states where the stream begins. */
export const startingPoint = "events-query/resume/starting-point";

/** Causes a number of events one by one, and resolves with their ids. */
export async function causeSome<Count extends 2 | 3 | 4>(context: CheckContext, resource: Resource, count: Count) {
  const ids: string[] = [];
  while (ids.length < count) ids.push(await causeKnown(context, resource));
  return ids as [string, string, ...(Count extends 2 ? [] : [string, ...string[]])];
}

/** Fails if the head states another starting point. */
export function expectBegins({ exchange }: EventsQuerySubscription, id: string): void {
  expectThat(exchange.field("Event-ID") === id, {
    expected: `Event-ID: ${id} in the head`,
    observed: shown(exchange, "Event-ID"),
    exchange,
  });
}

/** Fails if the notifications are not exactly those of these events, in this order. */
export async function expectNotified(subscription: EventsQuerySubscription, ids: readonly string[]): Promise<void> {
  const { exchange } = subscription;
  const last = ids.at(-1);
  await exchange.bodyUntil(() => notifiedIds(subscription).includes(last), `a notification of the event ${last}`);
  const received = notifiedIds(subscription);
  expectThat(received.join() === ids.join(), {
    expected: `notifications of the events ${ids.join(", ")}`,
    observed: received.join(", "),
    exchange,
  });
}
