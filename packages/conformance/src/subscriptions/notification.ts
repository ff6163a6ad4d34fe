import type { LocatedField } from "../parsers/header-block.ts";
import { type MailMessage, readMailMessage } from "../parsers/mail-message.ts";
import { readMediaType } from "../parsers/media-type.ts";
import type { ByteRange } from "../parsers/range.ts";
import { fieldValue } from "../wire/field-line.ts";

/** One item of a stream: a notification, or the representation before them. Its range is that of the whole item. */
export interface StreamItem extends ByteRange {
  /** The media type without parameters, in lower case. */
  readonly type: string | undefined;
  /** The fields of the body part, or of the encapsulated response. */
  readonly fields: readonly LocatedField[];
  /** The status of the encapsulated response, in application/http. */
  readonly status?: number;
  readonly body: Uint8Array;
  readonly bodyOffset: number;
}

/** The details of an event that a notification states, if the suite knows its form. Missing details are `undefined`. */
export interface EventDetails {
  readonly method: string | undefined;
  readonly eventId: string | undefined;
  readonly etag: string | undefined;
  /** The date as it is written: an IMF-fixdate in message/rfc822, RFC 3339 in JSON. */
  readonly date: string | undefined;
  /** `create`, `update` or `delete` in JSON; the type in ActivityStreams. */
  readonly type: string | undefined;
  /** The other resource concerned: `Content-Location`, or `object`. */
  readonly object: string | undefined;
}

/** Reads the notification as message/rfc822. `undefined` if it has another form. */
export function messageOf({ type, body, bodyOffset }: StreamItem): MailMessage | undefined {
  return type === "message/rfc822" ? readMailMessage(body, bodyOffset) : undefined;
}

/** Reads the notification as a JSON object. `undefined` if it is not one. */
export function objectOf({ body }: StreamItem): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the details of the event from a notification. */
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

/** The media type of an item with this `Content-Type`, or the default type without one. @internal */
export function itemType(contentType: string | undefined, otherwise: string | undefined): string | undefined {
  return contentType === undefined ? otherwise : readMediaType(contentType)?.essence;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
