import type { Delta } from "../events/event.ts";
import { type Awaitable, isPromise } from "../events/log.ts";
import { atOnce } from "../settings/at-once.ts";
import type { Core } from "../settings/core.ts";
import { within } from "../settings/within.ts";
import type { Exchange } from "./exchange.ts";

/** Gives the delta of a mutation once it has its response; `undefined` if its content is not all there, or is no delta. */
export type CapturedDelta = () => Awaitable<Delta | undefined>;

/**
 * Captures what a PATCH brings while the application reads it (PREP-MS-7), up to `deltaBytes`, if the option `deltas` names
 * its media type. A failure of the adapter is reported, and costs the delta alone; so does a copy that is not there within
 * `limits.extensionSeconds`.
 */
export function captureDelta(
  exchange: Exchange,
  { deltas, deltaBytes, limits, onError }: Pick<Core, "deltas" | "deltaBytes" | "limits" | "onError">,
): CapturedDelta | undefined {
  if (exchange.copyContent === undefined || deltaBytes === 0) return undefined;
  const mediaType = exchange.fields.get("content-type");
  // A delta with a content coding would be sent without it.
  if (mediaType === null || deltas.nameOf(mediaType) === undefined || exchange.fields.get("content-encoding") !== null)
    return undefined;
  const fail = (error: unknown): undefined => {
    onError(error);
    return undefined;
  };
  const deltaOf = (content: Uint8Array | undefined): Delta | undefined =>
    content instanceof Uint8Array && content.byteLength > 0 ? { mediaType, content } : undefined;
  try {
    const copied = atOnce(exchange.copyContent(deltaBytes), "copyContent");
    return () => {
      try {
        const content = copied();
        if (!isPromise(content)) return deltaOf(content);
        return within(content, limits.extensionSeconds, "The copy of a request's content").then(deltaOf, fail);
      } catch (error) {
        return fail(error);
      }
    };
  } catch (error) {
    return fail(error);
  }
}
