import type { Fetch, FetchInit, FieldsInit } from "./fetch.ts";
import type { ClientWarning } from "./warning.ts";

/** Limits on what a server may send. Each may be `Infinity`. */
export interface ClientLimits {
  /** The longest notification, in bytes. Default 1048576 (1 MiB). */
  readonly notification?: number | undefined;
  /** The longest block of header fields of one notification or of the representation, in bytes. Default 16384 (16 KiB). */
  readonly fieldBlock?: number | undefined;
  /**
   * How many bytes of the representation may wait in memory while its reader is slower than the reader of the notifications
   * after it; also the longest representation in `application/json-seq`. Default 16777216 (16 MiB).
   */
  readonly representation?: number | undefined;
}

/** How to select the representation. */
export interface RepresentationOptions {
  /** The media types wanted, as in the field `Accept`. */
  readonly accept?: string | undefined;
  /** Further fields that select the representation, such as `Accept-Language`, `Range` or `If-None-Match`. */
  readonly headers?: FieldsInit | undefined;
}

/** Options of every request. */
export interface RequestOptions {
  /**
   * The media types wanted for notifications, as in the field `Accept`; parameters such as `delta` are kept (NF-5).
   * Default: whatever the server prefers; for a single notification `application/json`.
   */
  readonly accept?: string | undefined;
  /**
   * The duration to ask for, in seconds; 0, like the default, leaves it to the server (EQ-EV-3). PREP can't ask for one. On
   * Node, the limits of its own `fetch` on quiet responses (300 seconds) do not apply.
   */
  readonly duration?: number | undefined;
  /** The id of the last known event. Later events come first, if the server still has them. */
  readonly lastEventId?: string | undefined;
  /** Further fields of the requests, such as `Authorization`. */
  readonly headers?: FieldsInit | undefined;
  /** As for `fetch`. */
  readonly credentials?: FetchInit["credentials"] | undefined;
  /** Ends everything, at any time: pending promises reject with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** The function that sends requests. Default: the global `fetch`. */
  readonly fetch?: Fetch | undefined;
  /**
   * Called with what may be wrong though nothing failed, once for an origin. Give the same function to all calls: those that got
   * the same one count their streams together. What it throws is ignored.
   */
  readonly onWarning?: ((warning: ClientWarning) => void) | undefined;
  /** Limits on what a server may send. */
  readonly limits?: ClientLimits | undefined;
}

/** Options for {@link subscribe}. */
export interface SubscribeOptions extends RequestOptions {
  /**
   * The protocol. `auto`, the default, sends a GET that asks for PREP; if that is not served and the response's
   * `Accept-Query` names `application/json`, a QUERY follows.
   */
  readonly protocol?: "auto" | "prep" | "events-query" | undefined;
  /** Whether, and how, to get the representation before the notifications. Default `true`: whichever the server prefers. */
  readonly representation?: boolean | RepresentationOptions | undefined;
  /**
   * Whether the server may skip to the newest notification if the client reads too slowly; {@link Notification.skipped} then
   * says how many it left out. By default the server may end the response instead, and resuming brings all notifications. A
   * server without this feature ignores it.
   */
  readonly latest?: boolean | undefined;
  /** The encapsulation of notifications in Events Query. Default: any of these, the first preferred. */
  readonly encapsulation?: "multipart/mixed" | "application/http" | "application/json-seq" | undefined;
}

/** Options for {@link next}. */
export interface NextOptions extends RequestOptions {}

/** The limits that the decoders do not enforce, with their defaults. */
export function clientLimits({ notification = 0x100000, representation = 0x1000000 }: ClientLimits = {}): {
  readonly notification: number;
  readonly representation: number;
} {
  return { notification, representation };
}
