import type { NodeResponse } from "../messages.ts";
import { headAlreadySent } from "./node-errors.ts";
import { method, replaceProperties } from "./replaced-properties.ts";

/**
 * Lets nobody change the fields of a response whose head the application takes for sent: node would throw, too.
 *
 * @returns A function that lifts this.
 */
export function lockFields(response: NodeResponse): () => void {
  const refused = method(() => {
    throw headAlreadySent(response);
  });
  return replaceProperties(response, {
    setHeader: refused,
    setHeaders: refused,
    appendHeader: refused,
    removeHeader: refused,
  });
}
