import { Subscriptions } from "./admission/subscriptions.ts";
import { Channels } from "./delivery/channels.ts";
import { Withheld } from "./delivery/withheld.ts";
import type { EventDetails } from "./events/event.ts";
import type { DescribedEvent } from "./events/mutation.ts";
import { Contents } from "./exchange/contents.ts";
import { Copies } from "./exchange/copies.ts";
import type { Exchange } from "./exchange/exchange.ts";
import { handleExchange } from "./exchange/handler.ts";
import { type NotifiedResource, notifiedKey } from "./exchange/notified.ts";
import { ScopeAdvice } from "./exchange/scope-advice.ts";
import { discoveryOf } from "./protocols/discovery.ts";
import { coreOf } from "./settings/core.ts";
import type { ResourceEventsOptions, SubscriptionLimits } from "./settings/options.ts";
import type { Statistics } from "./settings/statistics.ts";

/** How to close. */
export interface CloseOptions {
  /** How many seconds streams may take to end. Default: 10. 0 breaks them off at once. */
  readonly within?: number;
}

/** What an application calls, whatever its framework. */
export interface ResourceEvents {
  /**
   * Reports an event that no request caused: from a job, a database trigger. Resolves with the event's id. Rejects with
   * {@link ServerError} `event` if the details are invalid, or if no resource of the application can have that name, so that
   * nobody would be told; `log` if the log failed.
   *
   * @param resource - The name of the resource, usually its path; if `hosts` are kept apart, its absolute URL. If only those
   *   of a scope share it: an object that says which.
   */
  notify(resource: string | NotifiedResource, details: EventDetails): Promise<string>;
  /**
   * Ends every stream cleanly, so that its client resumes elsewhere or later. Later subscriptions are refused with 503 (for
   * PREP, the ordinary response says so). Resolves when all streams are gone; those that are not in time are broken off.
   * Mutations are recorded as before.
   */
  close(options?: CloseOptions): Promise<void>;
  /** Returns current figures, and totals since the start. */
  stats(): Statistics;
}

/** The core of a server whose resources push their changes, as an adapter uses it. Instances are independent. */
export interface AdapterCore extends ResourceEvents {
  /**
   * Handles one request: calls the members of the {@link Exchange} as it needs them. Returns what the exchange's `pass`
   * returned, or a promise that settles when the response is under way; it rejects with the application's own error.
   */
  handle(exchange: Exchange): unknown;
  /**
   * Adds to what the core knows of the response to a mutation: that nothing changed, an entity tag for each media type, a
   * delta, or that it is no event. `response` is what the adapter gives as `response` of a `ResponseHead`.
   */
  describe(response: object, event: DescribedEvent): void;
  /** The limits, with their defaults: an adapter applies some of them itself. */
  readonly limits: Required<SubscriptionLimits>;
  /** Reports a failure that was contained to `onError`, whose own failures are contained. */
  report(error: unknown): void;
}

/**
 * Makes the core of a server whose resources push their changes by PREP and HTTP Events Query. For adapters; applications
 * use the one of their framework.
 *
 * @param spelling - Brings a name that the application gives (to `notify`, as a container) into the spelling of those that
 *   `Exchange.resource` returns; `undefined`: it never returns that one, so nobody could be told of it. Default: they are spelled
 *   alike, and any name may be returned.
 * @throws `ServerError` `option` if an option is invalid.
 */
export function createResourceEvents(
  options: ResourceEventsOptions = {},
  spelling?: (name: string) => string | undefined,
): AdapterCore {
  const core = coreOf(options, spelling);
  const discovery = discoveryOf(core);
  const channels = new Channels(core);
  const subscriptions = new Subscriptions(core, channels);
  const descriptions = new WeakMap<object, DescribedEvent>();
  const withheld = new Withheld(core);
  const context = {
    core,
    channels,
    withheld,
    contents: new Contents(core),
    copies: new Copies(core),
    subscriptions,
    discovery,
    advice: new ScopeAdvice(core.onError),
    descriptions,
  };
  return {
    async notify(resource, details) {
      const { event, release } = await channels.record(notifiedKey(resource, core), details);
      release();
      return event.id;
    },
    close: ({ within = 10 } = {}) => subscriptions.close(within),
    stats: () => core.meter.snapshot(subscriptions.counts, core.log.size?.()),
    handle: (exchange) => handleExchange(exchange, context),
    describe(response, event) {
      descriptions.set(response, { ...descriptions.get(response), ...event });
    },
    limits: core.limits,
    report: core.onError,
  };
}
