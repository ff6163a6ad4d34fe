import type { NodeResponse } from "../messages.ts";

/** How far an answer has come, as its handler sees it. */
export interface Appearance {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  readonly writableFinished: boolean;
}

const names = ["headersSent", "writableEnded", "writableFinished"] as const satisfies (keyof Appearance)[];

/**
 * While an answer is kept from the wire, lets its response look as if it were sent: error handlers ask for it before
 * they answer instead, and `pipeline` takes an answer that did not finish for one that broke off.
 *
 * @returns what gives the response its own look back.
 */
export function appearAs(response: NodeResponse, appearance: Appearance): () => void {
  const before = names.map((name) => [name, Object.getOwnPropertyDescriptor(response, name)] as const);
  for (const name of names) {
    Object.defineProperty(response, name, { configurable: true, get: () => appearance[name] });
  }
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(response, name);
      else Object.defineProperty(response, name, descriptor);
    }
  };
}
