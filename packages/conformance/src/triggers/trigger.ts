import type { Action } from "../settings/configuration.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { RequestToSend } from "../wire/request.ts";

/** A resource of the target. */
export interface Resource {
  readonly url: string;
  /** Whether it was created for one check. If not, it is the target, which is restored afterwards. */
  readonly fresh: boolean;
}

/** Sends a request, and records it for the current check. */
export type Send = (request: RequestToSend) => Exchange;

/** An event that was caused. */
export interface CausedEvent {
  readonly kind: Action;
  /** The request that caused it, if the suite sent it itself. */
  readonly exchange?: Exchange;
}

/** A way to cause events on the target. */
export interface Trigger {
  /** Whether it can perform the action. */
  offers(action: Action): boolean;
  /**
   * Performs the action. Resolves when the server has done it.
   * @throws `SetupFailure` if it failed; `NotApplicable` if the resource does not support the method
   */
  perform(action: Action, resource: Resource, send: Send): Promise<CausedEvent>;
}
