import type { NodeResponse } from "../messages.ts";
import { method, replaceProperties } from "./replaced-properties.ts";

/** The properties of a response that say how far it has come. */
export interface ResponseState {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  readonly writableFinished: boolean;
}

const names = ["headersSent", "writableEnded", "writableFinished"] as const satisfies (keyof ResponseState)[];

/**
 * Makes a response that stays off the wire look as if it were being sent. Error handlers read `headersSent` before they
 * respond instead, and `pipeline` takes a response that did not finish for one that broke off. Middleware that sees no
 * `_header` calls `_implicitHeader`, which would be a second head: it does nothing meanwhile.
 *
 * @returns A function that restores the true state.
 */
export function fakeState(response: NodeResponse, state: ResponseState): () => void {
  const fakes: PropertyDescriptorMap = { _implicitHeader: method(() => {}) };
  for (const name of names) fakes[name] = { configurable: true, get: () => state[name] };
  return replaceProperties(response, fakes);
}
