import type { ResourceEvent } from "../events/event.ts";
import { contained } from "./report.ts";
import type { EndReason, ProtocolName } from "./statistics.ts";

/** A subscription, as hooks are told of it; the same object each time, so that it can be a key. */
export interface SubscriptionDescription {
  /** The key of its resource. */
  readonly resource: string;
  /** Its protocol. */
  readonly protocol: ProtocolName;
  /** How its notifications follow one another: a media type, or `single`. */
  readonly encapsulation: string;
  /** The media type of its notifications. */
  readonly form: string;
  /** Whether it resumes from its client's last event. */
  readonly resumed: boolean;
  /** The seconds that it will last at most. */
  readonly duration: number;
}

/** How a subscription was. */
export interface SubscriptionEnd {
  /** Why it is over. */
  readonly reason: EndReason;
  /** The seconds that it lasted. */
  readonly seconds: number;
}

/** A subscription that was refused. */
export interface SubscriptionRefusal {
  /** The key of its resource. */
  readonly resource: string;
  /** Its protocol. */
  readonly protocol: ProtocolName;
  /** What the limits for each client count by, where the application says. */
  readonly client: string | undefined;
  /** 403 not authorized, 429 too many of one client, 503 no room, or closed. */
  readonly status: 403 | 429 | 503;
  /** What exactly, for programs. */
  readonly code: string;
}

/** An event that was told. */
export interface Delivery {
  /** The event. */
  readonly event: ResourceEvent;
  /** The seconds from its recording until it was told. */
  readonly lag: number;
}

/**
 * Called as things happen, for metrics and logs. What they throw goes to `onError`, and what they return is not waited
 * for.
 */
export interface Hooks {
  /** A subscription is served: its head is out. */
  readonly onSubscribed?: (subscription: SubscriptionDescription) => unknown;
  /** A subscription that was served is over. */
  readonly onEnded?: (subscription: SubscriptionDescription, end: SubscriptionEnd) => unknown;
  /** A subscription was refused for its authorization or a limit. */
  readonly onRefused?: (refusal: SubscriptionRefusal) => unknown;
  /** An event was told to the subscribers of its resource, once for all of them; not where there are none. */
  readonly onDelivered?: (delivery: Delivery) => unknown;
}

/** Keeps the failures of hooks from whoever calls them. */
export function containedHooks(hooks: Hooks, onError: (error: unknown) => void): Hooks {
  const contain =
    <Arguments extends unknown[]>(hook: (...given: Arguments) => unknown) =>
    (...given: Arguments) =>
      contained(() => hook(...given), onError);
  const { onSubscribed, onEnded, onRefused, onDelivered } = hooks;
  return {
    ...(onSubscribed && { onSubscribed: contain(onSubscribed) }),
    ...(onEnded && { onEnded: contain(onEnded) }),
    ...(onRefused && { onRefused: contain(onRefused) }),
    ...(onDelivered && { onDelivered: contain(onDelivered) }),
  };
}
