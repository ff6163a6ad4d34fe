import type { EventKind, Protocol, Settings } from "../settings/settings.ts";
import type { EventsQueryOptions, EventsQuerySubscription } from "../subscriptions/events-query.ts";
import type { StreamItem } from "../subscriptions/notification.ts";
import type { PrepOptions, PrepSubscription } from "../subscriptions/prep.ts";
import type { Subscription } from "../subscriptions/subscription.ts";
import type { CausedEvent, Resource } from "../triggers/trigger.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { HttpVersion } from "../wire/exchange-parts.ts";
import type { Connection, RequestToSend } from "../wire/request.ts";
import type { Offer } from "./offer.ts";

/**
 * How binding the judged requirement is: `must` fails; `should` warns; `may` informs; `ours`, a decision where the
 * drafts are silent or can be read in two ways, informs, and fails where the configuration claims it.
 */
export type Level = "must" | "should" | "may" | "ours";

/** What is told of a check. */
export interface CheckDescription {
  /** Stable, and unique: protocol, topic, what must hold: `prep/termination/delete-ends-stream`. */
  readonly id: string;
  /** The protocol that it judges. */
  readonly protocol: Protocol;
  /** The IDs of the requirements that it judges. */
  readonly requirements: readonly string[];
  /** How binding they are. */
  readonly level: Level;
  /** What must hold, as a plain sentence. */
  readonly sentence: string;
}

/** One thing that is judged. */
export interface Check extends CheckDescription {
  /** What it can't be judged without: where that is not to be had, it is skipped. */
  readonly needs?: Needs;
  /** Ids of checks that have passed before: else it is blocked. */
  readonly after?: readonly string[];
  /**
   * An optional feature that it judges (`resume`, `delta`): claimed by its name, a finding of a check of level `ours`
   * is a failure.
   */
  readonly feature?: string;
  /**
   * Resolves where it holds. Rejects with a `Finding` (or a `WaitFailure`, which is one: what should have come did not)
   * where it does not; with a `SetupFailure` where it could not be judged, with `NotApplicable` where it does not apply.
   */
  judge(context: CheckContext): Promise<void>;
}

/** What a check can't be judged without. */
export interface Needs {
  /** Events that it causes itself. `any` is one that leaves the resource there: as for `isLive`. */
  readonly events?: readonly (EventKind | "any")[];
  /** A resource that nobody else has touched: the target itself won't do. */
  readonly fresh?: boolean;
  /** A container, on which POST creates resources. */
  readonly container?: boolean;
  /** One version of HTTP. */
  readonly http?: HttpVersion;
  /** Features that the configuration must claim, for what would be senseless to try without. */
  readonly claims?: readonly string[];
  /** That PREP streams end by themselves within the longest wait. */
  readonly prepDuration?: boolean;
  /** That subscriptions are written in the suite's own `application/json`, and not in a realization of the target's. */
  readonly jsonRealization?: boolean;
}

/** A request as checks write it. */
export type PlainRequest = Omit<RequestToSend, "url">;

/** What a check is given. Every exchange is recorded for the report, and left when the check is over. */
export interface CheckContext {
  readonly settings: Settings;
  /** What the target advertises. */
  readonly offer: Offer;
  /** The version of HTTP that is spoken. */
  readonly version: HttpVersion;
  /** A resource for this check: a fresh one where that is possible, else the target. The same one each time. */
  resource(): Promise<Resource>;
  /** The container that the configuration names. */
  container(): Resource;
  /** Registers what a check made itself, so that it is removed afterwards. */
  made(url: string): Resource;
  /** Sends a request; the response is read as it comes. */
  open(resource: Resource, request: PlainRequest): Exchange;
  /** Sends a request, and waits for the whole response, however it ends. */
  exchange(resource: Resource, request: PlainRequest): Promise<Exchange>;
  /** A connection for several requests: pipelined on HTTP/1.1, streams on HTTP/2. */
  connection(): RecordedConnection;
  /** Subscribes by PREP, and waits until it is served. Blocked where it is not: to judge that, use `openPrep`. */
  prep(resource: Resource, options?: PrepOptions): Promise<PrepSubscription>;
  /** Subscribes by PREP, and waits for nothing. */
  openPrep(resource: Resource, options?: PrepOptions): PrepSubscription;
  /** Subscribes to a stream by Events Query, and waits until it is served. Blocked where it is not. */
  eventsQuery(resource: Resource, options?: EventsQueryOptions): Promise<EventsQuerySubscription>;
  /** Subscribes by Events Query, and waits for nothing. With `events: false` it is a single notification. */
  openEventsQuery(resource: Resource, options?: EventsQueryOptions): EventsQuerySubscription;
  /**
   * Causes an event, and resolves when the server has done it. Blocked where it fails; skipped where the resource has no
   * such method (405, 415, 501).
   */
  cause(kind: EventKind | "any", resource: Resource): Promise<CausedEvent>;
  /**
   * Proves that a subscription is live, by an event that is caused and seen: before anything is concluded from silence,
   * or from an end. Blocked where nothing comes. Needs `events: ["any"]`.
   */
  isLive(subscription: Subscription): Promise<StreamItem>;
}

/** A connection whose exchanges are recorded. */
export interface RecordedConnection extends Omit<Connection, "send"> {
  open(resource: Resource, request: PlainRequest): Exchange;
}
