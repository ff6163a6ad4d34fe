/** What is taken at most. Each limit may be `Infinity`. */
export interface ClientLimits {
  /** The longest notification, in bytes. Default 1048576 (1 MiB). */
  readonly notification?: number | undefined;
  /** The longest block of header fields of one notification or of the representation, in bytes. Default 16384 (16 KiB). */
  readonly fieldBlock?: number | undefined;
  /**
   * How many bytes of the representation may wait in memory, while its reader is slower than the reader of the
   * notifications behind it; and the longest one in `application/json-seq`. Default 16777216 (16 MiB).
   */
  readonly representation?: number | undefined;
}

/** How the representation is wanted. */
export interface RepresentationOptions {
  /** The media types wanted of it, as in the field `Accept`. */
  readonly accept?: string | undefined;
  /** Further fields that select it, such as `Accept-Language`, `Range` or `If-None-Match`. */
  readonly headers?: HeadersInit | undefined;
}

/** What every request takes. */
export interface RequestOptions {
  /**
   * The media types wanted of notifications, as in the field `Accept`; parameters such as `delta` are kept (NF-5).
   * Default: what the server prefers; for a single notification `application/json`.
   */
  readonly accept?: string | undefined;
  /**
   * The wished duration, in seconds; 0 leaves it to the server, as does the default (EQ-EV-3). PREP has no such wish.
   */
  readonly duration?: number | undefined;
  /** The id of the last event that is known: those after it are told first, where the server still has them. */
  readonly lastEventId?: string | undefined;
  /** Further fields of the requests, such as `Authorization`. */
  readonly headers?: HeadersInit | undefined;
  /** As for `fetch`. */
  readonly credentials?: RequestCredentials | undefined;
  /** Ends everything, at any time: what is awaited is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** What to send requests with. Default: the global `fetch`. */
  readonly fetch?: typeof fetch | undefined;
  /** What is taken at most. */
  readonly limits?: ClientLimits | undefined;
}

/** How to subscribe. */
export interface SubscribeOptions extends RequestOptions {
  /**
   * The protocol. `auto`, the default, sends a GET that asks for PREP; where that is not served and the response's
   * `Accept-Query` names `application/json`, a QUERY follows.
   */
  readonly protocol?: "auto" | "prep" | "events-query" | undefined;
  /** Whether the representation is wanted before the notifications, and how. Default `true`: whichever the server prefers. */
  readonly representation?: boolean | RepresentationOptions | undefined;
  /**
   * Whether the server may leave out notifications, in favour of the newest, where they are not read fast enough;
   * {@link Notification.skipped} then tells how many. Otherwise, which is the default, it may end the response, and resuming
   * brings them all. A server that can't do it ignores this.
   */
  readonly latest?: boolean | undefined;
  /** The media type that notifications come in by Events Query. Default: each of these, the first preferred. */
  readonly encapsulation?: "multipart/mixed" | "application/http" | "application/json-seq" | undefined;
}

/** How to wait for a single notification. */
export interface NextOptions extends RequestOptions {}

/** The limits that are not the decoders', with their defaults. */
export function clientLimits({ notification = 0x100000, representation = 0x1000000 }: ClientLimits = {}): {
  readonly notification: number;
  readonly representation: number;
} {
  return { notification, representation };
}
