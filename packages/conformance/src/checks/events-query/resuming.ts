import { expectThat } from "../../finding.ts";
import type { EventsQuerySubscription } from "../../subscriptions/events-query.ts";
import type { Resource } from "../../triggers/trigger.ts";
import type { CheckContext } from "../check.ts";
import { shown } from "./expectations.ts";
import { causeKnown, notifiedIds } from "./writing.ts";

/** What the checks of resumption have in common: it is a feature of its own. */
export const common = {
  protocol: "events-query",
  requirements: ["EQ-DM-4", "EQ-RP-5"],
  level: "ours",
  feature: "resume",
} as const;

/** The id of the check that the head tells where the stream begins. */
export const startingPoint = "events-query/resume/starting-point";

/** Causes so many events, one after the other, and resolves with their ids. */
export async function causeSome<Count extends 2 | 3 | 4>(context: CheckContext, resource: Resource, count: Count) {
  const ids: string[] = [];
  while (ids.length < count) ids.push(await causeKnown(context, resource));
  return ids as [string, string, ...(Count extends 2 ? [] : [string, ...string[]])];
}

/** Fails where the head says that the stream begins elsewhere. */
export function expectBegins({ exchange }: EventsQuerySubscription, id: string): void {
  expectThat(exchange.field("Event-ID") === id, {
    expected: `Event-ID: ${id} in the head`,
    observed: shown(exchange, "Event-ID"),
    exchange,
  });
}

/** Fails where the notifications are not those of these events, in this order: no more, no less. */
export async function expectNotified(subscription: EventsQuerySubscription, ids: readonly string[]): Promise<void> {
  const { exchange } = subscription;
  const last = ids.at(-1);
  await exchange.bodyUntil(() => notifiedIds(subscription).includes(last), `a notification of the event ${last}`);
  const told = notifiedIds(subscription);
  expectThat(told.join() === ids.join(), {
    expected: `notifications of the events ${ids.join(", ")}`,
    observed: told.join(", "),
    exchange,
  });
}
