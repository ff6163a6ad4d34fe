import { NotApplicable } from "../../finding.ts";
import type { EventsQueryOptions, EventsQuerySubscription } from "../../subscriptions/events-query.ts";
import type { Resource } from "../../triggers/trigger.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { CheckContext } from "../check.ts";

/** What most checks build on: that streams are served, and that each event brings one whole notification at once. */
export const headAtOnce = "events-query/stream/head-at-once";
export const notified = "events-query/stream/notifications-alone";
/** What is built on where a duration matters, or the head of a single notification. */
export const durationStated = "events-query/duration/stated";
export const singleHeadAtOnce = "events-query/single/head-at-once";

/** The encapsulations that the suite reads. */
export const encapsulations = [
  { name: "http", type: "application/http" },
  { name: "multipart", type: "multipart/mixed" },
  { name: "json-seq", type: "application/json-seq" },
] as const;

export type EncapsulationName = (typeof encapsulations)[number]["name"];

/** The id of the check that an encapsulation is served. */
export function served(name: EncapsulationName): string {
  return `events-query/${name}/served`;
}

/** The id of the check that its framing is sound. */
export function sound(name: EncapsulationName): string {
  return `events-query/${name}/sound`;
}

/** The id of the check that delimiters of multipart/mixed come with what they end. */
export const delimitedAtOnce = "events-query/multipart/delimiter-at-once";

const json = "application/json";
/** The realization of the drafts' examples: JSON is YAML, so that it takes the suite's own subscriptions, too. */
export const yaml = "example/events-query";

/** Seconds that are wished for, so that a stream does not end while it is judged. */
const lasting = 60;

/** What a subscription asks for; `duration: "none"` states no wish. */
export type StreamOptions = Omit<EventsQueryOptions, "duration"> & { readonly duration?: number | "none" };

/** Opens a stream, and waits for nothing. It lasts long unless the options say something else. */
export function openStream(
  context: CheckContext,
  resource: Resource,
  options: StreamOptions = {},
): EventsQuerySubscription {
  return context.openEventsQuery(resource, realized(context, options));
}

/** Opens a stream, and waits until it is served: else blocked. */
export function stream(
  context: CheckContext,
  resource: Resource,
  options: StreamOptions = {},
): Promise<EventsQuerySubscription> {
  return context.eventsQuery(resource, realized(context, options));
}

/**
 * Asks for a single notification, and waits until the server must know of it: its head may come with its content, so
 * that is not waited for to the end.
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

/** Sends a QUERY as it is given, and waits for the head of the response. */
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

/** Skips the check where the target does not take the suite's own subscriptions of this type. */
export function requireRealization({ offer, settings }: CheckContext, type: string = json): void {
  const { eventsQuery } = offer;
  if (settings.subscription === undefined && (eventsQuery === undefined || offers(eventsQuery, type))) return;
  throw new NotApplicable(`the target does not take this project's subscriptions in ${type}`);
}

function realized(
  { offer, settings }: CheckContext,
  { duration = lasting, ...options }: StreamOptions,
): EventsQueryOptions {
  const lengthened = duration === "none" ? options : { ...options, duration };
  if (settings.subscription !== undefined) {
    const members = { ...(options.events === false ? {} : options.events), ...options.state };
    if (Object.keys(members).length === 0) return lengthened;
    throw new NotApplicable("it asks for what the subscriptions in the configuration can't say");
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
