import { decodeMessage } from "@resource-events/streams";
import { dateOf, type EventDescription, type Notification, ReceivedNotification } from "./notification.ts";

/** Type and subtype of a `Content-Type`, in lower case; `otherwise` where there is none. */
export function essence(contentType: string | null, otherwise = ""): string {
  return (contentType?.split(";", 1)[0] ?? "").trim().toLowerCase() || otherwise;
}

/**
 * Reads a notification of any media type. One whose content is malformed is given out all the same, with what its fields
 * say: it costs no other notification.
 *
 * @returns undefined for a filler, which holds no notification (EQ-AR-3)
 */
export function readNotification(
  mediaType: string,
  fields: Headers,
  raw: Uint8Array<ArrayBuffer>,
): Notification | undefined {
  if (mediaType === "message/rfc822") return readMessage(mediaType, fields, raw);
  if (isBlank(raw) && !fields.has("event-id")) return undefined;
  return new ReceivedNotification(mediaType, fields, raw, raw, describe(mediaType, raw));
}

/** NF-1. Senders that leave out the empty line before a message have its fields taken for the part's. */
function readMessage(mediaType: string, fields: Headers, raw: Uint8Array<ArrayBuffer>): Notification | undefined {
  let length = 0;
  try {
    const message = decodeMessage(raw, { fieldBlock: Number.POSITIVE_INFINITY });
    for (const [name, value] of message.fields) fields.set(name, value);
    length = message.body.length;
  } catch {} // no message, and so no body
  if (isBlank(raw) && !fields.has("method") && !fields.has("event-id")) return undefined;
  return new ReceivedNotification(mediaType, fields, raw, raw.subarray(raw.length - length), {});
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x0d || byte === 0x0a || byte === 0x20);
}

function describe(mediaType: string, raw: Uint8Array): EventDescription {
  const text = new TextDecoder().decode(raw);
  if (/[/+]json$/.test(mediaType)) {
    try {
      return describeMembers(JSON.parse(text), mediaType !== "application/json");
    } catch {} // no JSON, which `json` tells whoever asks for it
  }
  if (mediaType === "example/event-notification") return describeMembers(membersOf(text), false);
  return {};
}

/** The lines `name: value` of NF-4. */
function membersOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split("\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, Math.max(0, colon)), line.slice(colon + 1).trim()];
    }),
  );
}

/** Reads the members of `application/json` (NF-2), or of an activity (NF-3, PREP-AS-1, PREP-AS-2). */
function describeMembers(content: unknown, activity: boolean): EventDescription {
  const members = new Map<string, unknown>(Object.entries(content ?? {}));
  const text = (name: string): string | undefined => {
    const value = members.get(name);
    return typeof value === "string" || typeof value === "number" ? `${value}` : undefined;
  };
  const types = [members.get("type")].flat().map((type) => `${type}`.toLowerCase());
  const is = (...names: string[]) => names.some((name) => types.includes(name));
  // The object of an activity is the resource itself, unless a container to which it belongs is named beside it.
  const concernsOther = !(activity || members.has("@context")) || members.has("target") || members.has("origin");
  const object = members.get("object");
  return {
    ...(is("delete", "remove") ? { type: "delete" } : is("create", "add") ? { type: "create" } : {}),
    ...(is("update") ? { type: "update" } : {}),
    eventId: text("event-id") ?? text("state"),
    published: dateOf(members.get("published")),
    method: text("method"),
    etag: text("etag"),
    object: concernsOther ? reference(object) : undefined,
  };
}

/** What an object of ActivityStreams refers to: a link as it is, else its id. */
function reference(object: unknown): string | undefined {
  if (typeof object === "string") return object;
  return typeof object === "object" && object !== null && "id" in object ? reference(object.id) : undefined;
}
