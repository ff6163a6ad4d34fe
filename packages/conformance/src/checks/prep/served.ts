import { expectThat, NotApplicable } from "../../finding.ts";
import { readMediaType } from "../../parsers/media-type.ts";
import type { StreamItem } from "../../subscriptions/notification.ts";
import { type PrepSubscription, prepEvents } from "../../subscriptions/prep.ts";
import type { Subscription } from "../../subscriptions/subscription.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { CheckContext } from "../check.ts";
import { observedField } from "./advertised.ts";

/** Whether the head of a response says that notifications follow. */
export function saysServed(exchange: Exchange): boolean {
  return prepEvents(exchange)?.status?.value === 200 && isMixed(exchange);
}

/** Fails if notifications are not served. */
export async function expectServed({ exchange }: PrepSubscription): Promise<void> {
  await exchange.headWithin();
  expectThat(saysServed(exchange), {
    expected: "notifications: multipart/mixed, and status=200 in Events",
    observed: describeHead(exchange),
    exchange,
  });
}

/** Fails if notifications are served. Waits for the end of the plain response. */
export async function expectPlain({ exchange }: PrepSubscription): Promise<void> {
  await exchange.headWithin();
  expectThat(prepEvents(exchange)?.status?.value !== 200 && !isMixed(exchange), {
    expected: "a response without notifications",
    observed: describeHead(exchange),
    exchange,
  });
  await exchange.ended(undefined, "a response without notifications, which ends");
}

/** Fails if a response has PREP's field `Events` (PREP-EV-2, PREP-EV-6). */
export function expectNoEvents(exchange: Exchange): void {
  expectThat(prepEvents(exchange)?.protocol === undefined, {
    expected: "no Events field of PREP",
    observed: observedField(exchange, "Events"),
    exchange,
  });
}

/** The notifications so far. An empty part is not one, but a filler, which another check judges. */
export function notificationsOf(subscription: Subscription): readonly StreamItem[] {
  return subscription.notifications().filter(({ body, fields }) => body.length > 0 || fields.length > 0);
}

/** Waits until the subscription has this number of notifications. */
export function take(subscription: Subscription, count: number, what: string): Promise<readonly StreamItem[]> {
  const look = () => {
    const received = notificationsOf(subscription);
    return received.length >= count && received.slice(0, count);
  };
  return subscription.exchange.bodyUntil(look, what);
}

/** Skips a check that sends a writing request itself, if writes are not allowed. */
export function requireWrites({ settings }: CheckContext): void {
  if (!settings.allowWrites) throw new NotApplicable("it sends a request that may write", "--allow-writes");
}

/** Describes the status and fields of a response for reports. */
export function describeHead(exchange: Exchange): string {
  const fields = ["Events", "Content-Type"].map((name) => observedField(exchange, name));
  return [`status ${exchange.status}`, ...fields].join(", ");
}

function isMixed(exchange: Exchange): boolean {
  return readMediaType(exchange.field("Content-Type"))?.essence === "multipart/mixed";
}
