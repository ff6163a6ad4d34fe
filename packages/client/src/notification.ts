/** What happened to a resource: it was created, changed, or deleted. */
export type NotificationType = "create" | "update" | "delete";

/** One notification, of any media type. Members that its sender left out are undefined. */
export interface Notification {
  /** What happened; `update` if the notification does not say (NF-8). */
  readonly type: NotificationType;
  /**
   * The id of the event, to resume after it ({@link RequestOptions.lastEventId}). Undefined if there is none, or it can't be
   * sent back: it is `*`, longer than 1,000 characters, not visible ASCII, or begins or ends with a space.
   */
  readonly eventId: string | undefined;
  /** When the event happened. */
  readonly published: Date | undefined;
  /** The method of the request that caused the event. */
  readonly method: string | undefined;
  /** The new entity tag of the resource. */
  readonly etag: string | undefined;
  /** The URL of another resource that the event is about, such as a child of this container; as it was sent. */
  readonly object: string | undefined;
  /**
   * The number of notifications that the server left out right before this one, because the client read too slowly and
   * {@link SubscribeOptions.latest} allows it. Undefined if there are none.
   */
  readonly skipped: number | undefined;
  /** The media type in lower case, without parameters, such as `message/rfc822`. */
  readonly mediaType: string;
  /** The fields of the notification, including those inside a `message/rfc822`. */
  readonly headers: Headers;
  /** In a `message/rfc822`, the content after its fields: the delta, or empty. In other forms, the same as `raw`. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** The whole content of the notification, as sent. */
  readonly raw: Uint8Array<ArrayBuffer>;
  /**
   * Parses `body` as JSON.
   *
   * @throws {@link ClientError} `notification` if it is not JSON
   */
  json(): unknown;
  /** Decodes `body` from UTF-8; invalid bytes become U+FFFD. */
  text(): string;
}
