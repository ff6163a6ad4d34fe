import { NotApplicable } from "../../finding.ts";
import type { EventsQueryOptions, EventsQuerySubscription } from "../../subscriptions/events-query.ts";
import type { Resource } from "../../triggers/trigger.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { CheckContext } from "../check.ts";

/**
 * The checks that most checks depend on: streams are served, and each event brings one complete notification at once.
 */
export const headAtOnce = "events-query/stream/head-at-once";
export const notified = "events-query/stream/notifications-alone";
/** The checks to depend on for durations and for the head of a single notification. */
export const durationStated = "events-query/duration/stated";
export const singleHeadAtOnce = "events-query/single/head-at-once";

/** The encapsulations that the suite reads. */
export const encapsulations = [
  { name: "http", type: "application/http" },
  { name: "multipart", type: "multipart/mixed" },
  { name: "json-seq", type: "application/json-seq" },
] as const;

export type EncapsulationName = (typeof encapsulations)[number]["name"];

/** The id of the check that streams in an encapsulation are served. */
export function served(name: EncapsulationName): string {
  return `events-query/${name}/served`;
}

/** The id of the check that the framing of an encapsulation is valid. */
export function sound(name: EncapsulationName): string {
  return `events-query/${name}/sound`;
}

/** The id of the check that delimiters in multipart/mixed arrive with the notifications that they end. */
export const delimitedAtOnce = "events-query/multipart/delimiter-at-once";

const json = "application/json";
/** The realization in the drafts' examples. JSON is also YAML, so it accepts the suite's own subscriptions too. */
export const yaml = "example/events-query";

/** The requested duration in seconds: long enough that a stream does not end during a check. */
const lasting = 60;

/** The options of a subscription. `duration: "none"` requests none. */
export type StreamOptions = Omit<EventsQueryOptions, "duration"> & { readonly duration?: number | "none" };

/** Opens a stream without waiting. It has a long duration by default. */
export function openStream(
  context: CheckContext,
  resource: Resource,
  options: StreamOptions = {},
): EventsQuerySubscription {
  return context.openEventsQuery(resource, realized(context, options));
}

/** Opens a stream and waits for its head. The check is blocked if it is not served. */
export function stream(
  context: CheckContext,
  resource: Resource,
  options: StreamOptions = {},
): Promise<EventsQuerySubscription> {
  return context.eventsQuery(resource, realized(context, options));
}

/**
 * Asks for a single notification and waits until the server has surely received the request. It does not insist on the
 * head, which may arrive together with the content.
 */
export async function openSingle(
  context: CheckContext,
  resource: Resource,
  options: Omit<StreamOptions, "events" | "state"> = {},
): Promise<Exchange> {
  const { exchange } = openStream(context, resource, { ...options, events: false });
  await exchange.until(() => exchange.sentAt, context.settings.patience, "a request that was sent");
  await exchange.headWithin(context.settings.patience / 10).catch(() => undefined);
  return exchange;
}

/** Sends a QUERY with exactly this content, and waits for the head of the response. */
export async function query(
  context: CheckContext,
  resource: Resource,
  content: string | Uint8Array,
  fields: Readonly<Record<string, string>> = { "Content-Type": json },
): Promise<Exchange> {
  const exchange = context.open(resource, { method: "QUERY", fields, content });
  await exchange.headWithin(undefined, "an answer to the QUERY");
  return exchange;
}

/** Skips the check if the target does not accept the suite's own subscriptions in this type. */
export function requireRealization({ offer, settings }: CheckContext, type: string = json): void {
  const { eventsQuery } = offer;
  if (settings.subscription === undefined && (eventsQuery === undefined || offers(eventsQuery, type))) return;
  throw new NotApplicable(`the target does not accept this project's subscriptions in ${type}`);
}

function realized(
  { offer, settings }: CheckContext,
  { duration = lasting, ...options }: StreamOptions,
): EventsQueryOptions {
  const lengthened = duration === "none" ? options : { ...options, duration };
  if (settings.subscription !== undefined) {
    const members = { ...(options.events === false ? {} : options.events), ...options.state };
    if (Object.keys(members).length === 0) return lengthened;
    throw new NotApplicable("the subscriptions in the configuration cannot express its request");
  }
  const { eventsQuery } = offer;
  if (eventsQuery === undefined || offers(eventsQuery, json)) return lengthened;
  if (offers(eventsQuery, yaml)) return { ...lengthened, fields: { "Content-Type": yaml, ...options.fields } };
  const types = eventsQuery.join(", ");
  throw new NotApplicable(`the suite knows no subscriptions in ${types}`, "subscription, in the configuration");
}

function offers(types: readonly string[], type: string): boolean {
  return types.some((one) => one.toLowerCase() === type);
}
