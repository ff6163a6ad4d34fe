import type { Delta } from "../events/event.ts";
import { type Awaitable, isPromise } from "../events/log.ts";
import { atOnce } from "../settings/at-once.ts";
import type { Core } from "../settings/core.ts";
import { contained } from "../settings/report.ts";
import { within } from "../settings/within.ts";
import type { Copies } from "./copies.ts";
import type { Exchange } from "./exchange.ts";

/** The delta of a mutation, once it has its response. */
export interface CapturedDelta {
  /** Gives it, and keeps nothing; `undefined` if its content is not all there, or is no delta. To be called once. */
  take(): Awaitable<Delta | undefined>;
  /** Nobody wants it. */
  drop(): void;
}

/**
 * Captures what a PATCH brings while the application reads it (PREP-MS-7), up to `deltaBytes`, if the option `deltas` names
 * its media type. A failure of the adapter is reported, and costs the delta alone; so does a copy that is not there within
 * `limits.extensionSeconds`.
 */
export function captureDelta(
  exchange: Exchange,
  { deltas, deltaBytes, limits, onError }: Pick<Core, "deltas" | "deltaBytes" | "limits" | "onError">,
  copies: Copies,
): CapturedDelta | undefined {
  if (exchange.copyContent === undefined || deltaBytes === 0) return undefined;
  const mediaType = exchange.fields.get("content-type");
  // A delta with a content coding would be sent without it.
  if (mediaType === null || deltas.nameOf(mediaType) === undefined || exchange.fields.get("content-encoding") !== null)
    return undefined;
  const copy = copies.begin();
  const drop = (): void => copies.end(copy);
  const deltaOf = (content: Uint8Array | undefined): Delta | undefined => {
    drop();
    return content instanceof Uint8Array && content.byteLength > 0 ? { mediaType, content } : undefined;
  };
  const fail = (error: unknown): undefined => {
    drop();
    onError(error);
    return undefined;
  };
  const attempt = <T>(call: () => T): T | undefined => {
    try {
      return call();
    } catch (error) {
      return fail(error);
    }
  };
  let copied = attempt(() => atOnce(exchange.copyContent?.(deltaBytes, copy.signal), "copyContent"));
  if (copied === undefined) return undefined;
  contained(() => exchange.onGone?.(drop), onError);
  return {
    take: () =>
      attempt(() => {
        const content = copied?.();
        // What it brought must not be kept as long as the response is open.
        copied = undefined;
        if (!isPromise(content)) return deltaOf(content);
        return within(content, limits.extensionSeconds, "The copy of a request's content").then(deltaOf, fail);
      }),
    drop,
  };
}
