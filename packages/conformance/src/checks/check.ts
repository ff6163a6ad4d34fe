import type { EventKind, Protocol } from "../settings/configuration.ts";
import type { Settings } from "../settings/settings.ts";
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
 * How binding the requirement of a check is. If it does not hold, `must` fails, `should` warns and `may` informs.
 * `ours` is a decision of ours, because the drafts are silent or ambiguous: it informs, or fails if the configuration
 * claims it.
 */
export type Level = "must" | "should" | "may" | "ours";

/** The description of a check. */
export interface CheckDescription {
  /** Stable and unique: protocol, topic and name, as in `prep/termination/delete-ends-stream`. */
  readonly id: string;
  /** The protocol that it judges. */
  readonly protocol: Protocol;
  /** The IDs of the requirements that it judges. */
  readonly requirements: readonly string[];
  /** How binding they are. */
  readonly level: Level;
  /** What must hold, in one sentence. */
  readonly sentence: string;
}

/** A check of a server. */
export interface Check extends CheckDescription {
  /** What it needs. If the run does not have it, the check is skipped. */
  readonly needs?: Needs;
  /** The ids of checks that must pass first. If one does not, this check is blocked. */
  readonly after?: readonly string[];
  /**
   * The optional feature that it judges (`resume`, `delta`). If the configuration claims it by this name, a check of
   * level `ours` can fail.
   */
  readonly feature?: string;
  /**
   * Resolves if the requirement holds. Rejects with a `Finding` if it does not, or with a `WaitFailure` if something
   * that should have arrived did not. Rejects with a `SetupFailure` if it could not be judged, and with `NotApplicable`
   * if it does not apply.
   */
  judge(context: CheckContext): Promise<void>;
}

/** What a check needs. */
interface Needs {
  /** The events that it causes. `any` is one that leaves the resource in place, as for `isLive`. */
  readonly events?: readonly (EventKind | "any")[];
  /** A fresh resource that no other check uses; the target itself is not enough. */
  readonly fresh?: boolean;
  /** A container on which POST creates resources. */
  readonly container?: boolean;
  /** This version of HTTP. */
  readonly http?: HttpVersion;
  /** Features that the configuration must claim, if the check makes no sense without them. */
  readonly claims?: readonly string[];
  /** PREP streams that end by themselves within the longest wait. */
  readonly prepDuration?: boolean;
  /** Subscriptions in `application/json`, not in the target's own realization. */
  readonly jsonRealization?: boolean;
}

/** A request without its URL, as checks write it. */
export type PlainRequest = Omit<RequestToSend, "url">;

/** What a check works with. Every exchange is recorded for the report, and closed when the check is over. */
export interface CheckContext {
  readonly settings: Settings;
  /** What the target advertises. */
  readonly offer: Offer;
  /** The version of HTTP in use. */
  readonly version: HttpVersion;
  /** The resource of this check: a fresh one if possible, else the target. Each call returns the same one. */
  resource(): Promise<Resource>;
  /** The container in the configuration. */
  container(): Resource;
  /** Registers a resource that the check created itself, so that it is removed afterwards. */
  made(url: string): Resource;
  /** Sends a request and reads the response as it arrives. */
  open(resource: Resource, request: PlainRequest): Exchange;
  /** Sends a request and waits for the whole response, however it ends. */
  exchange(resource: Resource, request: PlainRequest): Promise<Exchange>;
  /** Opens a connection for several requests: pipelined on HTTP/1.1, parallel streams on HTTP/2. */
  connection(): RecordedConnection;
  /**
   * Subscribes by PREP and waits for the head of the stream. The check is blocked if it is not served: to judge that,
   * use `openPrep`.
   */
  prep(resource: Resource, options?: PrepOptions): Promise<PrepSubscription>;
  /** Subscribes by PREP without waiting. */
  openPrep(resource: Resource, options?: PrepOptions): PrepSubscription;
  /** Subscribes to a stream by Events Query and waits for its head. The check is blocked if it is not served. */
  eventsQuery(resource: Resource, options?: EventsQueryOptions): Promise<EventsQuerySubscription>;
  /** Subscribes by Events Query without waiting. With `events: false` it asks for a single notification. */
  openEventsQuery(resource: Resource, options?: EventsQueryOptions): EventsQuerySubscription;
  /**
   * Causes an event. Resolves when the server has done it. The check is blocked if that fails, and skipped if the
   * resource does not support the method (405, 415, 501).
   */
  cause(kind: EventKind | "any", resource: Resource): Promise<CausedEvent>;
  /**
   * Proves that a subscription is live: causes an event and waits for its notification. Use it before you conclude
   * anything from silence or from an end. The check is blocked if no notification arrives. Needs `events: ["any"]`.
   */
  isLive(subscription: Subscription): Promise<StreamItem>;
}

/** A connection that records its exchanges. */
export interface RecordedConnection extends Omit<Connection, "send"> {
  open(resource: Resource, request: PlainRequest): Exchange;
}
