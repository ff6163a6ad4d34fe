import type { ResourceEvent } from "../events/event.ts";
import { contained } from "./report.ts";
import type { EndReason, ProtocolName } from "./statistics.ts";

/** Describes a subscription to hooks. All hooks get the same object for it, so you can use it as the key of a `Map`. */
export interface SubscriptionDescription {
  /** The name of its resource. */
  readonly resource: string;
  /** The host of its resource, if hosts are kept apart. */
  readonly host?: string | undefined;
  /** Who shares its resource, if the option `scope` says so. */
  readonly scope?: string | undefined;
  /** Its protocol. */
  readonly protocol: ProtocolName;
  /** How its notifications follow one another: a media type, or `single` for a single notification. */
  readonly encapsulation: string;
  /** The media type of its notifications. */
  readonly form: string;
  /** Whether it resumed after the last event that its client knew. */
  readonly resumed: boolean;
  /** How long it may last, in seconds. */
  readonly duration: number;
}

/** How a subscription ended. */
export interface SubscriptionEnd {
  /** Why it ended. */
  readonly reason: EndReason;
  /** How long it lasted, in seconds. */
  readonly seconds: number;
}

/** A subscription that was refused. */
export interface SubscriptionRefusal {
  /** The name of its resource. */
  readonly resource: string;
  /** The host of its resource, if hosts are kept apart. */
  readonly host?: string | undefined;
  /** Who shares its resource, if the option `scope` says so. */
  readonly scope?: string | undefined;
  /** Its protocol. */
  readonly protocol: ProtocolName;
  /** The client, if the adapter's option `client` names it. */
  readonly client: string | undefined;
  /** 403: not authorized. 429: the client has too many. 503: a limit is reached, or the server is closing. */
  readonly status: 403 | 429 | 503;
  /** The exact reason, for programs. */
  readonly code: string;
}

/** An event that was sent to subscribers. */
export interface Delivery {
  /** The event. */
  readonly event: ResourceEvent;
  /** The host of its resource, if hosts are kept apart. */
  readonly host?: string | undefined;
  /** Who shares its resource, if the option `scope` says so. */
  readonly scope?: string | undefined;
  /** The time from recording the event until sending it, in seconds. */
  readonly lag: number;
}

/**
 * Functions to call when something happens, for metrics and logs. Errors that they throw go to `onError`. We do not wait for
 * promises that they return; their rejections go to `onError`, too.
 */
export interface Hooks {
  /** Called when a subscription begins: the head of its response was sent. */
  readonly onSubscribed?: (subscription: SubscriptionDescription) => unknown;
  /** Called when a subscription ends. */
  readonly onEnded?: (subscription: SubscriptionDescription, end: SubscriptionEnd) => unknown;
  /** Called when a subscription is refused: it is not authorized, a limit is reached, or the server is closing. */
  readonly onRefused?: (refusal: SubscriptionRefusal) => unknown;
  /** Called when an event is sent to the subscribers of its resource: once for all of them, and not if there are none. */
  readonly onDelivered?: (delivery: Delivery) => unknown;
}

/** The hooks of one subscription: its end is told in the context of its request. */
export function hooksIn(inContext: <Result>(act: () => Result) => Result, hooks: Hooks): Hooks {
  const { onEnded } = hooks;
  if (onEnded === undefined) return hooks;
  return { ...hooks, onEnded: (...given) => inContext(() => onEnded(...given)) };
}

/** Wraps hooks so that their failures go to `onError`, and not to the code that calls them. */
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
