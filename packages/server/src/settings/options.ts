import type { SubscriptionLimits as ContentLimits, Realization } from "@resource-events/fields";
import type { Form } from "../events/forms/form.ts";
import type { EventLog } from "../events/log.ts";
import type { ResponseFields } from "../message.ts";
import type { Hooks } from "./hooks.ts";

/** Options for `createResourceEvents`. Every member has a default that is safe. */
export interface ResourceEventsOptions {
  /** PREP, or `false` where it is not to be served. */
  readonly prep?: PrepOptions | false;
  /** HTTP Events Query, or `false` where it is not to be served. */
  readonly eventsQuery?: EventsQueryOptions | false;
  /** How long a response may be. */
  readonly duration?: DurationOptions;
  /** Where events are kept. Default: `createMemoryLog()` with its defaults. */
  readonly log?: EventLog;
  /** The bounds of what subscribers may cost. */
  readonly limits?: SubscriptionLimits;
  /** What is sent on streams that are quiet, so that intermediaries don't cut them. */
  readonly keepAlive?: KeepAliveOptions;
  /** Called as things happen, for metrics and logs. Default: none. */
  readonly hooks?: Hooks;
  /**
   * The base of relative references in notifications, for example `https://example.org`; absolute URLs there name
   * resources of this server. Default: references stay relative.
   */
  readonly base?: string;
  /**
   * Returns the key of the resource that contains another and gets events of its changes (PREP-AS-3), for example of a
   * collection. Default: no resource is contained.
   */
  readonly container?: (resource: string) => string | undefined;
  /** The most bytes of a PATCH's content that are sent as a delta. 0: no deltas. Default: 65,536. */
  readonly deltaBytes?: number;
  /** Fields of responses that the application does not make (refusals of a QUERY), for example those of CORS. Default: none. */
  readonly refusalFields?: ResponseFields;
  /** Gets each failure that was contained (of a form, a log, a representation). Default: `console.warn`. */
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
  readonly content?: ContentLimits;
}

/** In seconds. */
export interface DurationOptions {
  /** What is granted to those who state no wish. Default: 600. */
  readonly default?: number;
  /** The most that is granted. Default: 3,600. At most 2,147,483, the longest time that timers take. */
  readonly maximum?: number;
}

/** The bounds of what subscribers may cost. Any of them may be `Infinity`, but for `closingSeconds`. */
export interface SubscriptionLimits {
  /**
   * How many bytes may wait for a subscriber that does not read. Beyond, it is cut off, and resumes from its last id; one
   * that asked for the `latest` misses events instead, and is told how many. Default: 1,048,576.
   */
  readonly waitingBytes?: number;
  /** How many events are held while the representation is read and sent, before the subscriber is cut off. Default: 1,000. */
  readonly heldEvents?: number;
  /**
   * How many seconds a response that was ended may take until its client has read the end, before it is broken off.
   * Default: 30. At most 2,147,483.
   */
  readonly closingSeconds?: number;
  /** How many subscriptions there may be in all; more are refused with 503. Default: 20,000. */
  readonly subscriptions?: number;
  /** How many subscriptions one resource may have; more are refused with 503. Default: as many as in all. */
  readonly subscriptionsPerResource?: number;
  /**
   * In how many ways one resource's events are told at a time: each form, with each value of its `delta`, in each
   * encapsulation, is rendered and framed for itself. Further ones are refused with 503. Default: 100.
   */
  readonly audiencesPerResource?: number;
  /**
   * How many subscriptions one client may have; more are refused with 429. Counts only where the adapter is told by its
   * option `client` who a client is: behind a proxy all share one address. Default: 100.
   */
  readonly subscriptionsPerClient?: number;
  /** How many new subscriptions one client may make a minute; counts and is answered like the former. Default: 600. */
  readonly newSubscriptionsPerClient?: number;
}

/**
 * After how many quiet seconds something is sent that tells nothing, for each encapsulation; `false`: never. Many
 * intermediaries cut what is quiet for 30 or 60 seconds. A single notification has nothing that could be sent.
 */
export interface KeepAliveOptions {
  /** In `application/json-seq`, a record separator, which RFC 7464 has readers pass over (EQ-AR-2). Default: 25. */
  readonly jsonSequence?: number | false;
  /** In `application/http`, an interim message `102 Processing`, which some clients do not expect (EQ-AR-3). Default: `false`. */
  readonly http?: number | false;
  /**
   * In `multipart/mixed` and in PREP's `multipart/digest`, a part without notification, which some clients show as one
   * (EQ-AR-3). Default: `false`.
   */
  readonly multipart?: number | false;
}
