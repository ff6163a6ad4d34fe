import { decodeMessage } from "@resource-events/streams";
import { ClientError } from "./errors.ts";
import type { Notification, NotificationType } from "./notification.ts";

/** Type and subtype of a `Content-Type`, in lower case; `otherwise` where there is none. */
export function essence(contentType: string | null, otherwise = ""): string {
  return (contentType ?? "").replace(/;.*/s, "").trim().toLowerCase() || otherwise;
}

/**
 * Reads a notification of any media type: what its content says, else its fields. One whose content is malformed is given
 * out all the same, with what its fields say: it costs no other notification.
 *
 * @returns undefined for a filler, which holds no notification (EQ-AR-3)
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
      // NF-1. Senders that leave out the empty line before a message have its fields taken for the part's.
      for (const [name, value] of message.fields) headers.set(name, value);
      body = raw.subarray(raw.length - message.body.length);
    } catch {}
  }
  const members = membersOf(mediaType, raw);
  const told = (name: string): string | undefined => {
    const value = members.get(name);
    return typeof value === "string" || typeof value === "number" ? `${value}` : undefined;
  };
  const field = (name: string) => headers.get(name) ?? undefined;
  const method = told("method") ?? field("method");
  const eventId = told("event-id") ?? told("state") ?? field("event-id");
  const isBlank = raw.every((byte) => byte === 0x0d || byte === 0x0a || byte === 0x20);
  if (isBlank && eventId === undefined && method === undefined) return undefined;
  // The object of an activity is the resource itself, unless a container to which it belongs is named beside it.
  const isActivity = mediaType.endsWith("+json") || members.has("@context");
  const concernsOther = !isActivity || members.has("target") || members.has("origin");
  const object = (concernsOther ? reference(members.get("object")) : undefined) ?? field("content-location");
  const text = () => new TextDecoder().decode(body);
  return {
    type: typeOf(members.get("type"), method, object),
    eventId,
    published: dateOf(members.get("published")) ?? dateOf(field("date")),
    method,
    etag: told("etag") ?? field("etag"),
    object,
    skipped: Number(/^\d{1,15}$/.exec(told("skipped") ?? field("skipped") ?? "")) || undefined,
    mediaType,
    headers,
    body,
    raw,
    text,
    json() {
      try {
        return JSON.parse(text());
      } catch (cause) {
        throw new ClientError("notification", `A notification of ${mediaType} holds no JSON`, { cause });
      }
    },
  };
}

/** What the content of a notification says by name: NF-2, NF-3 (PREP-AS-1), NF-4. */
function membersOf(mediaType: string, raw: Uint8Array): ReadonlyMap<string, unknown> {
  try {
    if (/[/+]json$/.test(mediaType)) return new Map(Object.entries(JSON.parse(new TextDecoder().decode(raw))));
    if (mediaType === "example/event-notification") return new Map(decodeMessage(raw).fields);
  } catch {} // malformed, which `json` tells whoever asks for it
  return new Map();
}

/** What the type says, or the types where there are several, those of activities too (PREP-AS-2); else the method (NF-8). */
function typeOf(types: unknown, method: string | undefined, object: string | undefined): NotificationType {
  const includes = (name: RegExp) => [types].flat().some((type) => typeof type === "string" && name.test(type));
  if (includes(/^update$/i)) return "update";
  if (includes(/^(delete|remove)$/i)) return "delete";
  if (includes(/^(create|add)$/i)) return "create";
  if (method === "DELETE") return "delete";
  return method === "POST" && object !== undefined ? "create" : "update";
}

/** The date that a text tells, where it tells one. */
function dateOf(text: unknown): Date | undefined {
  const date = new Date(typeof text === "string" ? text : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** What an object of ActivityStreams refers to: a link as it is, else its id. */
function reference(object: unknown): string | undefined {
  const id: unknown = Object(object).id ?? object;
  return typeof id === "string" ? id : undefined;
}
