import type { SubscriptionLimits as ContentLimits, Realization } from "@resource-events/fields";
import type { Form } from "../events/forms/form.ts";
import type { EventLog } from "../events/log.ts";
import type { ResponseFields } from "../message.ts";
import type { Hooks } from "./hooks.ts";

/** Options of the core, which all adapters share. Each has a safe default. */
export interface ResourceEventsOptions {
  /** How to serve PREP; `false` turns it off. Default: on. */
  readonly prep?: PrepOptions | false;
  /** How to serve HTTP Events Query; `false` turns it off. Default: on. */
  readonly eventsQuery?: EventsQueryOptions | false;
  /** How long a response with notifications may last, in seconds. */
  readonly duration?: DurationOptions;
  /** The log that stores the events. Default: `createMemoryLog()` with its defaults. */
  readonly log?: EventLog;
  /** Limits on the memory, time and number of subscriptions. */
  readonly limits?: SubscriptionLimits;
  /** Filler bytes for quiet streams, so that intermediaries don't cut them. */
  readonly keepAlive?: KeepAliveOptions;
  /** Functions to call when something happens, for metrics and logs. Default: none. */
  readonly hooks?: Hooks;
  /**
   * Which hosts are kept apart.
   *
   * - `"one"`: the application is one host, whatever name it is reached by.
   * - `"separate"`: each host has resources of its own, even if their paths are the same. `notify` takes absolute URLs then.
   * - A list of host names, with their ports unless these are 80 or 443: the same, and other hosts have no events.
   *
   * Default: `"one"`.
   */
  readonly hosts?: "one" | "separate" | readonly string[];
  /**
   * The URL against which references in notifications are resolved, for example `https://example.org`. A `Location` with this
   * host names a resource of this server. Default: references stay relative.
   */
  readonly base?: string;
  /**
   * Returns the key of the resource that contains the given one, for example of a collection, or `undefined` if there is
   * none. The container gets an event when a member changes (PREP-AS-3). It names the member without the query of the request,
   * unless the application made the name of the member (`resource`). Default: no resource has a container.
   */
  readonly container?: (resource: string) => string | undefined;
  /**
   * The media types of the deltas that subscribers may be told (PREP-MS-7, NF-5), for example
   * `["application/merge-patch+json"]`: what a PATCH carries goes to everybody who asks for it and may GET the resource. They
   * are advertised (PREP-DI-2). Default: none. Deltas of other types are never told, not even those that the application
   * gives.
   */
  readonly deltas?: readonly string[];
  /** The maximum size of a PATCH's content to be sent as a delta, in bytes. 0 turns deltas off. Default: 65,536. */
  readonly deltaBytes?: number;
  /**
   * Header fields for responses that do not come from the application (refusals of a QUERY), for example those of CORS.
   * Default: none.
   */
  readonly refusalFields?: ResponseFields;
  /** Gets each failure that does not stop the server: of a form, a log or a representation, for example. Default: `console.warn`. */
  readonly onError?: (error: unknown) => void;
}

/** Options for PREP. */
export interface PrepOptions {
  /** The forms of notifications, the preferred one first. Default: rfc822, JSON, `application/ld+json`, `application/activity+json`. */
  readonly forms?: readonly Form[];
}

/** Options for HTTP Events Query. */
export interface EventsQueryOptions {
  /** The forms of notifications, the preferred one first. Default: JSON, rfc822, `application/ld+json`, `application/activity+json`. */
  readonly forms?: readonly Form[];
  /** The syntaxes in which a QUERY may express its subscription. Default: `application/json` and `example/events-query`. */
  readonly realizations?: readonly Realization[];
  /** Limits on the content of a QUERY. Default: 16,384 bytes, 16 levels of nesting. */
  readonly content?: ContentLimits;
}

/** How long a response with notifications may last, in seconds. */
export interface DurationOptions {
  /** The duration for clients that ask for none. Default: 600, or `maximum` if that is less. */
  readonly default?: number;
  /**
   * The longest duration that a client may get. Default: 3,600, or `default` if that is more. At most 2,147,483, the
   * limit of timers.
   */
  readonly maximum?: number;
}

/** Limits on the memory, time and number of subscriptions. Each may be `Infinity`, except those in seconds. */
export interface SubscriptionLimits {
  /**
   * How many bytes may wait for a client that reads too slowly. Above this limit, the client is disconnected; it can
   * resume from the last id that it got. If it asked for the `latest`, it stays connected and skips events instead, and
   * the next notification says how many. Events that wait for a response are released together: whoever had read everything
   * then has `closingSeconds` to read them, however many bytes they are. Default: 1,048,576.
   */
  readonly waitingBytes?: number;
  /**
   * How many events may wait while a client still gets the representation. Above this limit, the client is disconnected.
   * Default: 1,000.
   */
  readonly heldEvents?: number;
  /** The same in bytes, estimated. Deltas that the client does not get are not held. Default: 1,048,576. */
  readonly heldBytes?: number;
  /**
   * How many seconds a client has to read the rest of a response that we ended. Then its connection is closed. In the Fetch
   * form, also how many seconds a runtime has to begin to read a stream. Then the stream is broken off. The same time
   * is there to read what came at once (`waitingBytes`). Default: 30. At most 2,147,483.
   */
  readonly closingSeconds?: number;
  /**
   * How many seconds the content of a QUERY may take to arrive. What takes longer is refused with 408. If it was refused for
   * another reason before, the connection of HTTP/1.1 is closed when the rest takes longer. Default: 10. At most 2,147,483.
   */
  readonly contentSeconds?: number;
  /**
   * How many contents of QUERYs may be on their way at a time; of one connection, at most 100. More are refused with 503. The
   * same for the contents of PATCHes that are copied as deltas: of more, the copy that was begun first is given up, and its
   * event has no delta. Default: 1,000.
   */
  readonly unfinishedContents?: number;
  /**
   * How many seconds the events of a mutation wait until the response to it was written out (PREP-MS-2). After that it suffices
   * that the header section was handed to the operating system; if not even that was possible, the connection is broken off
   * first. Default: 2. At most 2,147,483.
   */
  readonly withheldSeconds?: number;
  /**
   * How many events of one resource may wait for the responses to their mutations. Above this limit, the wait for the oldest
   * ends as if its time were over. Default: 1,000.
   */
  readonly withheldEvents?: number;
  /** The same in bytes, estimated. Default: 1,048,576. */
  readonly withheldBytes?: number;
  /** How many events of all resources together may wait so. Above this limit, the wait for the oldest ends in the same way. Default: 20,000. */
  readonly withheldEventsInAll?: number;
  /** The same in bytes, estimated. Default: 33,554,432 (32 MiB). */
  readonly withheldBytesInAll?: number;
  /**
   * How many pipelined requests of one HTTP/1.1 connection may wait for their turn. Above this limit, the connection is not
   * read until fewer wait; behind a stream of notifications it is closed. In the Fetch form,
   * subscriptions that come at once on one connection are refused with 429, if there are more. Default: 100.
   */
  readonly waitingRequests?: number;
  /**
   * How many seconds the response to a mutation waits for the id of its event, if the log answers later. After that it goes
   * out without `Event-ID`. Default: 2. At most 2,147,483.
   */
  readonly idSeconds?: number;
  /**
   * How many seconds an extension of the application may take to answer: the log, `authorize`, a `check`. What takes longer has
   * failed. Default: 5. At most 2,147,483.
   */
  readonly extensionSeconds?: number;
  /** How many subscriptions there may be in total. More are refused with 503. Default: 20,000. */
  readonly subscriptions?: number;
  /** How many subscriptions one resource may have. More are refused with 503. Default: the value of `subscriptions`. */
  readonly subscriptionsPerResource?: number;
  /**
   * How many audiences one resource may have at a time, beside those of the forms as they are, which always have room.
   * Subscribers share an audience if they get the same bytes, and every event is framed once for each audience. What counts:
   * audiences with deltas, and audiences of one subscriber, whose representation is too long to be searched for their
   * boundary: more are refused with 503; audiences for a second media type of the representation, and further ones: more of
   * them are one audience, which gets no entity tag that depends on the media type. Default: 100.
   */
  readonly audiencesPerResource?: number;
  /**
   * How many of these audiences of one resource the subscriptions of one connection may be in; where no connection is known (in
   * the Fetch form), those of one client. Default: 10.
   */
  readonly audiencesPerConnection?: number;
  /**
   * How many subscriptions one connection may have: on HTTP/2, one connection may have any number. More are refused with 429.
   * Default: 1,000.
   */
  readonly subscriptionsPerConnection?: number;
  /**
   * How many subscriptions one connection may ask for per minute, whether they are taken or not. More are refused with 429.
   * Default: 6,000.
   */
  readonly newSubscriptionsPerConnection?: number;
  /**
   * How many subscriptions one client may have. More are refused with 429. Applies only if the adapter's option `client`
   * says who a client is, because behind a proxy all clients share one address. Default: 100.
   */
  readonly subscriptionsPerClient?: number;
  /**
   * How many subscriptions one client may ask for per minute, whether they are taken or not. More are refused with 429. Applies
   * only if the adapter's option `client` says who a client is. Default: 600.
   */
  readonly newSubscriptionsPerClient?: number;
}

/**
 * After how many seconds without a notification to send filler bytes, for each encapsulation; `false` means never. Many
 * intermediaries cut connections that are quiet for 30 or 60 seconds. A response with a single notification has no place
 * for filler bytes.
 */
export interface KeepAliveOptions {
  /** In `application/json-seq`: sends a record separator, which RFC 7464 tells readers to skip (EQ-AR-2). Default: 25. */
  readonly jsonSequence?: number | false;
  /** In `application/http`: sends an interim message `102 Processing`, which some clients do not expect (EQ-AR-3). Default: `false`. */
  readonly http?: number | false;
  /**
   * In `multipart/mixed` and in PREP's `multipart/digest`: sends a part without a notification, which some clients take for
   * one (EQ-AR-3). Default: `false`.
   */
  readonly multipart?: number | false;
}
