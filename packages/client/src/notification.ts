/** What happened to a resource: it was made, changed, or removed. */
export type NotificationType = "create" | "update" | "delete";

/** One notification, whatever its media type. What its sender left out is undefined. */
export interface Notification {
  /** What happened; `update` where the notification does not say (NF-8). */
  readonly type: NotificationType;
  /** The id of the event: what to resume from ({@link RequestOptions.lastEventId}). */
  readonly eventId: string | undefined;
  /** When the event happened. */
  readonly published: Date | undefined;
  /** The method of the request that caused the event. */
  readonly method: string | undefined;
  /** The new entity tag of the resource. */
  readonly etag: string | undefined;
  /** The other resource that the event is about, such as a child of the container subscribed to, as it was sent. */
  readonly object: string | undefined;
  /**
   * How many notifications the server left out right before this one, since they were not read fast enough: only where
   * {@link SubscribeOptions.latest} allowed it to. Undefined where none was.
   */
  readonly skipped: number | undefined;
  /** The media type in lower case, without parameters, such as `message/rfc822`. */
  readonly mediaType: string;
  /** The fields that came with the notification; those of a `message/rfc822` too. */
  readonly headers: Headers;
  /** Of a `message/rfc822` what follows its fields: the delta, empty if none was sent. Of another form the same as `raw`. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** The whole content of the notification, as it was sent. */
  readonly raw: Uint8Array<ArrayBuffer>;
  /**
   * Parses `body` as JSON.
   *
   * @throws {@link ClientError} `notification` where it is none
   */
  json(): unknown;
  /** Decodes `body` from UTF-8; bytes that are none become U+FFFD. */
  text(): string;
}
