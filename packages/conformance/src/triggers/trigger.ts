import type { Action } from "../settings/settings.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { RequestToSend } from "../wire/request.ts";

/** A resource of the target. */
export interface Resource {
  readonly url: string;
  /** Whether it was made for one check alone. Where not, it is the target that was given, and put back afterwards. */
  readonly fresh: boolean;
}

/** Sends a request, recorded for the check on whose behalf it is sent. */
export type Send = (request: RequestToSend) => Exchange;

/** What was caused. */
export interface CausedEvent {
  readonly kind: Action;
  /** The request that caused it, where the suite sent it itself. */
  readonly exchange?: Exchange;
}

/** A way of causing events on a server that is not ours. */
export interface Trigger {
  offers(action: Action): boolean;
  /**
   * Resolves when the server has done it.
   * @throws `SetupFailure` where it could not be done; `NotApplicable` where the resource has no such method
   */
  perform(action: Action, resource: Resource, send: Send): Promise<CausedEvent>;
}
