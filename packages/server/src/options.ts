import type { Realization, SubscriptionLimits } from "@resource-events/fields";
import type { Form } from "./forms/form.ts";
import type { EventLog } from "./log/log.ts";

/** What can be set of {@link createResourceEvents}. Every member has a default that is safe. */
export interface ResourceEventsOptions {
  /** PREP, or `false` where it is not to be served. */
  readonly prep?: PrepOptions | false;
  /** HTTP Events Query, or `false` where it is not to be served. */
  readonly eventsQuery?: EventsQueryOptions | false;
  /** How long a response may be. */
  readonly duration?: DurationOptions;
  /** Where events are kept. Default: `createMemoryLog()` with its defaults. */
  readonly log?: EventLog;
  /** The bounds of what one subscriber may cost. */
  readonly limits?: SubscriberLimits;
  /** What the base of relative references in notifications is, for example `https://example.org`. Default: they stay relative. */
  readonly base?: string;
  /** Is told of every failure that was contained (a form, a log, a representation). Default: `console.warn`. */
  readonly onError?: (error: unknown) => void;
}

/** How PREP is served. */
export interface PrepOptions {
  /** The forms of notifications, the preferred one first. Default: rfc822, JSON, `application/ld+json`, `application/activity+json`. */
  readonly forms?: readonly Form[];
  /** The media types of the deltas that mutations may bring, told to clients (PREP-DI-2). Default: none are told. */
  readonly deltas?: readonly string[];
}

/** How HTTP Events Query is served. */
export interface EventsQueryOptions {
  /** The forms of notifications, the preferred one first. Default: JSON, rfc822, `application/ld+json`, `application/activity+json`. */
  readonly forms?: readonly Form[];
  /** The realizations of the subscription data model. Default: `application/json` and `example/events-query`. */
  readonly realizations?: readonly Realization[];
  /** The bounds of a subscription's content. Default: 16,384 bytes, 16 levels. */
  readonly content?: SubscriptionLimits;
}

/** In seconds. */
export interface DurationOptions {
  /** What is granted to those who state no wish. Default: 600. */
  readonly default?: number;
  /** The most that is granted. Default: 3,600. At most 2,147,483, the longest time that timers take. */
  readonly maximum?: number;
}

/** The bounds of what one subscriber may cost. */
export interface SubscriberLimits {
  /** How many bytes may wait for a subscriber that does not read before it is cut off. Default: 1,048,576. */
  readonly waitingBytes?: number;
  /** How many events are held while the representation is read and sent, before the subscriber is cut off. Default: 1,000. */
  readonly heldEvents?: number;
}
