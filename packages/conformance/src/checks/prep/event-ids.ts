import { expectThat, NotApplicable } from "../../finding.ts";
import { eventDetails, type StreamItem } from "../../subscriptions/notification.ts";
import type { PrepSubscription } from "../../subscriptions/prep.ts";
import type { CheckContext } from "../check.ts";
import { askingFor } from "./advertised.ts";
import { notificationsOf, take } from "./served.ts";

/** A subscription that stays open, to learn the ids of events. */
export interface Witness {
  readonly live: PrepSubscription;
  /** The ids so far: at least one. */
  readonly ids: readonly string[];
  readonly last: string;
}

/** Subscribes and causes a number of events. Skips the check if notifications have no `Event-ID`. */
export async function witness(context: CheckContext, count: number): Promise<Witness> {
  const resource = await context.resource();
  const live = await context.prep(resource, { acceptEvents: askingFor("message/rfc822", context) });
  for (let event = 0; event < count; event += 1) await context.cause("any", resource);
  const ids = idsOf(await take(live, count, `a notification of each of ${count} events`));
  return { live, ids, last: ids.at(-1) ?? "" };
}

/** Subscribes with a `Last-Event-ID`. */
export async function subscribeAfter(context: CheckContext, id: string | undefined): Promise<PrepSubscription> {
  const fields = { "Last-Event-ID": id ?? "" };
  const acceptEvents = askingFor("message/rfc822", context);
  return context.prep(await context.resource(), { acceptEvents, fields });
}

/** Causes one more event. Fails if a subscription does not get exactly the last events that the witness saw. */
export async function expectLatest(
  context: CheckContext,
  { live, ids }: Witness,
  subscription: PrepSubscription,
  count: number,
): Promise<void> {
  await context.cause("any", await context.resource());
  const all = idsOf(await take(live, ids.length + 1, "a notification of one more event"));
  await expectIds(subscription, all.slice(-count));
}

/** Waits for the last of these events. Fails if the subscription got other events before. */
export async function expectIds(subscription: PrepSubscription, wanted: readonly string[]): Promise<void> {
  const { exchange } = subscription;
  const there = () => notificationsOf(subscription).some((item) => eventDetails(item).eventId === wanted.at(-1));
  await exchange.bodyUntil(there, `a notification with Event-ID: ${wanted.at(-1)}`);
  const ids = idsOf(notificationsOf(subscription));
  expectThat(ids.join(" ") === wanted.join(" "), {
    expected: `the events ${wanted.join(", ")}`,
    observed: `the events ${ids.join(", ")}`,
    exchange,
  });
}

/** Fails if the first part has the representation but should not, or the reverse. */
export async function expectRepresentation(subscription: PrepSubscription, sent: boolean): Promise<void> {
  const { body, bodyOffset } = await subscription.representation();
  expectThat(body.length > 0 === sent, {
    expected: sent ? "the representation in the first part" : "an empty first part",
    observed: `${body.length} bytes`,
    exchange: subscription.exchange,
    range: { offset: bodyOffset, length: body.length },
  });
}

export function idsOf(notifications: readonly StreamItem[]): readonly string[] {
  return notifications.map((notification) => {
    const { eventId } = eventDetails(notification);
    if (!eventId) throw new NotApplicable("its notifications have no Event-ID");
    return eventId;
  });
}
