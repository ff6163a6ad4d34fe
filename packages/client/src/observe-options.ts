import { ClientError } from "./errors.ts";
import type { Observation } from "./observation.ts";
import type { SubscribeOptions } from "./options.ts";

/** When to try again. All times are in seconds. */
export interface RetryOptions {
  /**
   * The longest pause before the first new attempt; doubled with each that fails, up to `maximum`. The pause itself is a
   * random part of that (full jitter), so that the clients of a server that was restarted don't come all at once. A response
   * that lasted less than this counts as a failed attempt. More than 0. Default 1.
   */
  readonly minimum?: number | undefined;
  /** What that grows to at most; at most 1e9 (30 years). Default 60, or `minimum` if that is more. */
  readonly maximum?: number | undefined;
  /**
   * How many attempts in a row may fail; then the iteration throws the error of the last. 1 or more. Default `Infinity`.
   */
  readonly attempts?: number | undefined;
  /** The most that is made of `Retry-After`: a longer one is cut to this. 0 ignores it; at most 1e9. Default 3600 (1 hour). */
  readonly retryAfter?: number | undefined;
  /**
   * How long may pass without a sign: before a response's head, and between two pieces of the representation. May be
   * `Infinity`. Default 60.
   */
  readonly timeout?: number | undefined;
  /**
   * How long after its duration, and after its last notification, a response may stay open. Then its connection is taken
   * for lost: a server that is still there would have ended it. May be `Infinity`. Default 10.
   */
  readonly grace?: number | undefined;
  /**
   * How long a response may bring no byte at all, while an item is awaited, before its connection is taken for lost. Of use
   * where the server keeps its streams alive: then set this to twice the time between its signs. Elsewhere it costs a new
   * request each time that nothing happened for so long. Default `Infinity`: only the end of the duration is waited for.
   */
  readonly silence?: number | undefined;
}

/** How to observe. */
export interface ObserveOptions extends SubscribeOptions {
  /** When to try again. */
  readonly retry?: RetryOptions | undefined;
  /**
   * What to do after a clean end with the notification that the resource was deleted. `finish`, the default, finishes the
   * iteration. `wait` waits for the resource to come back: 404 and 410 then are reasons to try again, from the beginning.
   */
  readonly afterDeletion?: "finish" | "wait" | undefined;
  /**
   * Is called with each new state, when `state` and what belongs to it are set.
   *
   * @param observation the observation
   * @param cause the error that led to the state, where one did: for `waiting` that of the attempt that failed, or the
   * response that was cut off; for `closed` the one that the iteration throws
   */
  readonly onState?: ((observation: Observation, cause?: ClientError) => void) | undefined;
}

/** {@link RetryOptions} with their defaults. */
export type RetrySettings = { readonly [Name in keyof RetryOptions]-?: number };

/** @throws ClientError `option` */
export function retrySettings(options: RetryOptions = {}): RetrySettings {
  const { minimum = 1, maximum = Math.max(60, minimum), attempts = Infinity } = options;
  const { retryAfter = 3600, timeout = 60, grace = 10, silence = Infinity } = options;
  const settings = { minimum, maximum, attempts, retryAfter, timeout, grace, silence };
  const inRange = {
    minimum: minimum > 0,
    maximum: maximum >= minimum && maximum <= 1e9,
    attempts: attempts >= 1,
    retryAfter: retryAfter >= 0 && retryAfter <= 1e9,
    timeout: timeout > 0,
    grace: grace >= 0,
    silence: silence > 0,
  };
  for (const [name, isInRange] of Object.entries(inRange)) {
    if (!isInRange) {
      const value = settings[name as keyof RetrySettings];
      throw new ClientError("option", `The option retry.${name} can't be ${value}`);
    }
  }
  return settings;
}
