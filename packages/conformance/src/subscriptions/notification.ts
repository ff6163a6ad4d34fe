import type { LocatedField } from "../parsers/header-block.ts";
import { type MailMessage, readMailMessage } from "../parsers/mail-message.ts";
import { readMediaType } from "../parsers/media-type.ts";
import type { ByteRange } from "../parsers/range.ts";
import { fieldValue } from "../wire/field-line.ts";

/** One item of a stream: a notification, or the representation that goes before. Its range is that of the whole item. */
export interface StreamItem extends ByteRange {
  /** The media type without parameters, in lower case. */
  readonly type: string | undefined;
  /** The item's own fields: of the body part, or of the encapsulated response. */
  readonly fields: readonly LocatedField[];
  /** The status of the encapsulated response, in application/http. */
  readonly status?: number;
  readonly body: Uint8Array;
  readonly bodyOffset: number;
}

/** What a notification tells, as far as its form is known to the suite; `undefined` where it doesn't tell. */
export interface EventDetails {
  readonly method: string | undefined;
  readonly eventId: string | undefined;
  readonly etag: string | undefined;
  /** The date as it stands there: an IMF-fixdate in message/rfc822, RFC 3339 in JSON. */
  readonly date: string | undefined;
  /** `create`, `update`, `delete` in JSON, the ActivityStreams type there. */
  readonly type: string | undefined;
  /** The other resource concerned: `Content-Location`, or `object`. */
  readonly object: string | undefined;
}

/** The notification as message/rfc822; `undefined` in another form. */
export function messageOf({ type, body, bodyOffset }: StreamItem): MailMessage | undefined {
  return type === "message/rfc822" ? readMailMessage(body, bodyOffset) : undefined;
}

/** The notification as a JSON object; `undefined` where it is none. */
export function objectOf({ body }: StreamItem): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function eventDetails(item: StreamItem): EventDetails {
  const message = messageOf(item);
  if (message !== undefined) {
    const field = (name: string) => fieldValue(message.fields, name);
    return {
      method: field("Method"),
      eventId: field("Event-ID"),
      etag: field("ETag"),
      date: field("Date"),
      type: undefined,
      object: field("Content-Location"),
    };
  }
  const object = objectOf(item) ?? {};
  const text = (...names: string[]) =>
    names.map((name) => object[name]).find((value): value is string => typeof value === "string");
  return {
    method: text("method"),
    eventId: text("event-id", "state"),
    etag: text("etag"),
    date: text("published"),
    type: text("type"),
    object: text("object"),
  };
}

/** The media type of an item by its `Content-Type`, with the type that it has without. @internal */
export function itemType(contentType: string | undefined, otherwise: string | undefined): string | undefined {
  return contentType === undefined ? otherwise : readMediaType(contentType)?.essence;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
