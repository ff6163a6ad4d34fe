import { ClientError } from "./errors.ts";

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

/** What the content of a notification says of its event. */
export interface EventDescription {
  type?: NotificationType;
  eventId?: string | undefined;
  published?: Date | undefined;
  method?: string | undefined;
  etag?: string | undefined;
  object?: string | undefined;
}

/** A notification as it was read. What its content does not say, its fields may. */
export class ReceivedNotification implements Notification {
  readonly type: NotificationType;
  readonly eventId: string | undefined;
  readonly published: Date | undefined;
  readonly method: string | undefined;
  readonly etag: string | undefined;
  readonly object: string | undefined;
  readonly mediaType: string;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly raw: Uint8Array<ArrayBuffer>;

  constructor(
    mediaType: string,
    headers: Headers,
    raw: Uint8Array<ArrayBuffer>,
    body: Uint8Array<ArrayBuffer>,
    description: EventDescription,
  ) {
    const field = (name: string) => headers.get(name) ?? undefined;
    this.method = description.method ?? field("method");
    this.object = description.object ?? field("content-location");
    this.type = description.type ?? typeByMethod(this.method, this.object);
    this.eventId = description.eventId ?? field("event-id");
    this.published = description.published ?? dateOf(field("date"));
    this.etag = description.etag ?? field("etag");
    this.mediaType = mediaType;
    this.headers = headers;
    this.raw = raw;
    this.body = body;
  }

  json(): unknown {
    try {
      return JSON.parse(this.text());
    } catch (cause) {
      throw new ClientError("notification", `A notification of ${this.mediaType} holds no JSON`, { cause });
    }
  }

  text(): string {
    return new TextDecoder().decode(this.body);
  }
}

/** NF-8. */
function typeByMethod(method: string | undefined, object: string | undefined): NotificationType {
  if (method === "DELETE") return "delete";
  return method === "POST" && object !== undefined ? "create" : "update";
}

/** The date that a text tells, where it tells one. */
export function dateOf(text: unknown): Date | undefined {
  const date = new Date(typeof text === "string" ? text : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
