import { ClientError } from "./errors.ts";
import type { Observation } from "./observation.ts";
import type { SubscribeOptions } from "./options.ts";

/** When to try again. All times are in seconds. */
export interface RetryOptions {
  /**
   * The longest pause before the first new attempt; it doubles with each failure, up to `maximum`. The actual pause is a
   * random part of it (full jitter), so that the clients of a restarted server don't all come at once. A response that lasted
   * less than this counts as a failed attempt. More than 0. Default 1.
   */
  readonly minimum?: number | undefined;
  /** The upper limit of that pause; at most 1e9 (30 years). Default 60, or `minimum` if that is more. */
  readonly maximum?: number | undefined;
  /**
   * After how many failed attempts in a row the iteration throws the last error. 1 or more. Default `Infinity`.
   */
  readonly attempts?: number | undefined;
  /** The longest `Retry-After` that is respected; a longer one is cut to this. 0 ignores it; at most 1e9. Default 3600 (1 hour). */
  readonly retryAfter?: number | undefined;
  /**
   * How long the server may send nothing before the head of a response, and between two chunks of the representation. May be
   * `Infinity`. Default 60.
   */
  readonly timeout?: number | undefined;
  /**
   * How long a response may stay open after both the end of its duration and its last notification. Then the connection
   * counts as lost: a server that is still there would have ended it. May be `Infinity`. Default 10.
   */
  readonly grace?: number | undefined;
  /**
   * How long a response may bring no byte at all, while an item is awaited, before its connection counts as lost. Useful if
   * the server keeps its streams alive: set this to twice its keep-alive interval. Otherwise it costs a new request each time
   * that nothing happens for so long. Default `Infinity`: only the end of the duration counts.
   */
  readonly silence?: number | undefined;
}

/** Options for {@link observe}. */
export interface ObserveOptions extends SubscribeOptions {
  /** When to try again. */
  readonly retry?: RetryOptions | undefined;
  /**
   * What to do after the resource was deleted, and its stream ended cleanly. `finish`, the default, finishes the iteration.
   * `wait` waits for the resource to come back: 404 and 410 then lead to another attempt, from the beginning.
   */
  readonly afterDeletion?: "finish" | "wait" | undefined;
  /**
   * Called with each new state, after `state` and the members that belong to it are set.
   *
   * @param observation the observation
   * @param cause the error that led to the state, if one did: for `waiting` the error of the failed attempt or cut-off
   * response; for `closed` the one that the iteration throws
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
