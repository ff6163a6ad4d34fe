import type { Events } from "./events.ts";

/** A response, with what is often needed of it. */
export interface Answer {
  readonly response: Response;
  /** The URL that was requested. */
  readonly url: string;
  /** Its `Content-Type`, empty if there is none. */
  readonly contentType: string;
  /** Type and subtype of that, in lower case. */
  readonly type: string;
  /** Its `Events`; undefined if there is no such field, or it does not parse. */
  readonly events: Events | undefined;
  /** Aborts the request and its response. */
  readonly controller: AbortController;
}
