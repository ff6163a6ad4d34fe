import { decodeMessage } from "@resource-events/streams";
import { ClientError } from "./errors.ts";
import { eventIdOf } from "./event-id.ts";
import type { Notification, NotificationType } from "./notification.ts";

/** Type and subtype of a `Content-Type`, in lower case; `otherwise` if there is none. */
export function essence(contentType: string | null, otherwise = ""): string {
  return (contentType ?? "").replace(/;.*/s, "").trim().toLowerCase() || otherwise;
}

/**
 * Reads a notification of any media type: from its content, else from its fields. A notification whose content is malformed
 * still has what its fields say, and does not affect others.
 *
 * @returns undefined for filler, which is no notification (EQ-AR-3)
 */
export function readNotification(
  mediaType: string,
  headers: Headers,
  raw: Uint8Array<ArrayBuffer>,
): Notification | undefined {
  let body = raw;
  if (mediaType === "message/rfc822") {
    body = raw.subarray(raw.length); // unless it is a message
    try {
      const message = decodeMessage(raw, { fieldBlock: Infinity });
      // NF-1. If a sender leaves out the empty line before a message, its fields are parsed as those of the part.
      for (const [name, value] of message.fields) headers.set(name, value);
      body = raw.subarray(raw.length - message.body.length);
    } catch {}
  }
  const members = membersOf(mediaType, raw);
  const member = (name: string): string | undefined => {
    const value = members.get(name);
    return typeof value === "string" || typeof value === "number" ? `${value}` : undefined;
  };
  const field = (name: string) => headers.get(name) ?? undefined;
  const method = member("method") ?? field("method");
  const id = member("event-id") ?? member("state") ?? field("event-id");
  const isBlank = raw.every((byte) => [10, 13, 32].includes(byte));
  if (isBlank && (id ?? method) === undefined) return undefined;
  // The object of an activity is the resource itself, unless the activity names a container, too.
  const isActivity = mediaType.endsWith("+json") || members.has("@context");
  const concernsOther = !isActivity || members.has("target") || members.has("origin");
  const object = (concernsOther ? reference(members.get("object")) : undefined) ?? field("content-location");
  const text = () => new TextDecoder().decode(body);
  return {
    type: typeOf(members.get("type"), method, object),
    eventId: eventIdOf(id),
    published: dateOf(members.get("published")) ?? dateOf(field("date")),
    method,
    etag: member("etag") ?? field("etag"),
    object,
    skipped: Number(/^\d{1,15}$/.exec(member("skipped") ?? field("skipped") ?? "")) || undefined,
    mediaType,
    headers,
    body,
    raw,
    text,
    json() {
      try {
        return JSON.parse(text());
      } catch (cause) {
        throw new ClientError("notification", `A notification of ${mediaType} is not JSON`, { cause });
      }
    },
  };
}

/** The members of a notification's content by name: NF-2, NF-3 (PREP-AS-1), NF-4. */
function membersOf(mediaType: string, raw: Uint8Array): ReadonlyMap<string, unknown> {
  try {
    if (/[/+]json$/.test(mediaType)) return new Map(Object.entries(JSON.parse(new TextDecoder().decode(raw))));
    if (mediaType === "example/event-notification") return new Map(decodeMessage(raw).fields);
  } catch {} // malformed: `json` throws if it is called
  return new Map();
}

/** The type by the member `type`, which may name several, also of activities (PREP-AS-2); else by the method (NF-8). */
function typeOf(types: unknown, method: string | undefined, object: string | undefined): NotificationType {
  const includes = (name: RegExp) => [types].flat().some((type) => typeof type === "string" && name.test(type));
  if (includes(/^update$/i)) return "update";
  if (includes(/^(delete|remove)$/i)) return "delete";
  if (includes(/^(create|add)$/i)) return "create";
  if (method === "DELETE") return "delete";
  return method === "POST" && object !== undefined ? "create" : "update";
}

/** The date that a text contains, if it does. */
function dateOf(text: unknown): Date | undefined {
  const date = new Date(typeof text === "string" ? text : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** The URL of an ActivityStreams object: the link itself, or the id of the object. */
function reference(object: unknown): string | undefined {
  const id: unknown = Object(object).id ?? object;
  return typeof id === "string" ? id : undefined;
}
