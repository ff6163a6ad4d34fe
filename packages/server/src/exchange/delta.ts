import type { Delta } from "../events/event.ts";
import { type Awaitable, isPromise } from "../events/log.ts";
import type { Exchange } from "./exchange.ts";

/** Gives the delta of a mutation once it has its response; `undefined` if its content is not all there, or is no delta. */
export type CapturedDelta = () => Awaitable<Delta | undefined>;

/** Captures what a PATCH brings while the application reads it (PREP-MS-7), up to `most` bytes. */
export function captureDelta(exchange: Exchange, most: number): CapturedDelta | undefined {
  if (exchange.copyContent === undefined || most === 0) return undefined;
  const mediaType = exchange.fields.get("content-type");
  // A delta with a content coding would be sent without it.
  if (mediaType === null || exchange.fields.get("content-encoding") !== null) return undefined;
  const copied = exchange.copyContent(most);
  const deltaOf = (content: Uint8Array | undefined): Delta | undefined =>
    content === undefined || content.byteLength === 0 ? undefined : { mediaType, content };
  return () => {
    const content = copied();
    return isPromise(content) ? content.then(deltaOf) : deltaOf(content);
  };
}
