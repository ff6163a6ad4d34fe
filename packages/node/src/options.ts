import type { ResourceEventsOptions, ResponseFields } from "@resource-events/server";
import type { NodeRequest } from "./messages.ts";

/** What can be set of {@link resourceEvents}, beside what can be set of the core. */
export interface NodeOptions extends ResourceEventsOptions {
  /**
   * The key of the resource that a request's target is, usually the path of its URL; `undefined` where it has no
   * events, and its requests are left alone. Called with the target in origin form (`/notes/welcome?x=1`).
   * Default: the whole target, its query included.
   */
  readonly resource?: (target: string, request: NodeRequest) => string | undefined;
  /**
   * The key of the resource that contains another and is told of its changes (PREP-AS-3), for example of a collection.
   * Default: there is none.
   */
  readonly container?: (resource: string) => string | undefined;
  /** Fields for answers that no handler composes (refusals of subscriptions), for example those of CORS. Default: none. */
  readonly refusalFields?: ResponseFields;
  /** The most bytes that the content of a PATCH may have to be told as a delta. 0: no delta is told. Default: 65,536. */
  readonly deltaBytes?: number;
}
