import { NotApplicable, SetupFailure } from "../../finding.ts";
import type { EventKind } from "../../settings/configuration.ts";
import { eventDetails, objectOf } from "../../subscriptions/notification.ts";
import type { Subscription } from "../../subscriptions/subscription.ts";
import type { Resource } from "../../triggers/trigger.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { CheckContext } from "../check.ts";

/**
 * Writes this content. Skips the check if writes are not allowed, or if the resource does not accept it.
 * @throws {@link NotApplicable} | {@link SetupFailure}
 */
export async function write(
  context: CheckContext,
  resource: Resource,
  content: string,
  type: string,
  method: "PUT" | "PATCH" | "POST" = "PUT",
): Promise<Exchange> {
  if (!context.settings.allowWrites) throw new NotApplicable(`it needs to ${method} ${type}`, "--allow-writes");
  const exchange = await context.exchange(resource, { method, fields: { "Content-Type": type }, content });
  const { status = 0 } = exchange;
  if (status >= 200 && status <= 299) return exchange;
  const refused = `${resource.url} does not take ${method} of ${type}: status ${status}`;
  if (status >= 400 && status <= 499) throw new NotApplicable(refused);
  throw new SetupFailure(refused, exchange);
}

/** Causes an event by a request of the suite. Skips the check if a trigger causes events instead. */
export async function causeBySuite(
  context: CheckContext,
  kind: EventKind | "any",
  resource: Resource,
): Promise<Exchange> {
  const { exchange } = await context.cause(kind, resource);
  if (exchange === undefined) throw new NotApplicable("a command or a webhook causes events", "--allow-writes");
  return exchange;
}

/**
 * The id of the event that a request caused (NF-7). Skips the check if the response does not have it: then the suite
 * cannot know how the server numbers its events.
 */
export function eventIdOf(exchange: Exchange): string {
  const id = exchange.field("Event-ID");
  if (id === undefined) throw new NotApplicable("responses to writes have no Event-ID");
  return id;
}

/** Causes an event and resolves with its id. */
export async function causeKnown(context: CheckContext, resource: Resource): Promise<string> {
  return eventIdOf(await causeBySuite(context, "any", resource));
}

/**
 * The event ids of the notifications so far, in order. Skips the check if the suite cannot read ids from their form.
 */
export function notifiedIds(subscription: Subscription): readonly (string | undefined)[] {
  return subscription.notifications().map((item) => {
    const readable = item.type === "message/rfc822" || objectOf(item) !== undefined;
    if (!readable) throw new NotApplicable(`the suite cannot read event ids from notifications in ${item.type}`);
    return eventDetails(item).eventId;
  });
}
