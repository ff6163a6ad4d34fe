import type { Fault } from "./faults.ts";
import type { Item } from "./items.ts";
import { fieldsOf } from "./multipart.ts";

/** A notification as the client reports it. */
export interface ReadNotification {
  readonly eventId: string | undefined;
  readonly type: string;
  readonly mediaType: string;
  readonly base64: string;
  /** Whether it is the deletion of the resource itself. */
  readonly isEnd: boolean;
}

type Has = (fault: Fault) => boolean;

/** Reads a notification; undefined for a filler. */
export function readNotification({ fields, content }: Item, byDefault: string, has: Has): ReadNotification | undefined {
  const written = (fields.get("content-type") ?? byDefault).replace(/;.*/, "").trim();
  const mediaType = has("types-cased") ? written : written.toLowerCase();
  const read = mediaType === "message/rfc822" ? ofMessage(content, has) : ofContent(mediaType, content, has);
  const isBlank = /^\s*$/.test(content.toString("latin1"));
  if (isBlank && !has("filler-is-notification") && read.eventId === undefined) return undefined;
  if (has("event-id-needed") && read.eventId === undefined && mediaType === "message/rfc822") {
    throw new Error("no Event-ID");
  }
  const body = has("trims-content") ? read.body.toString("latin1").trim() : read.body.toString("latin1");
  return {
    eventId: has("loses-event-id") ? undefined : read.eventId,
    type: read.type,
    mediaType,
    base64: Buffer.from(body, "latin1").toString("base64"),
    isEnd: read.type === "delete" && (read.object === undefined || has("every-deletion-excuses")),
  };
}

interface Content {
  readonly eventId: string | undefined;
  readonly type: string;
  readonly object?: string | undefined;
  readonly body: Buffer;
}

function ofMessage(content: Buffer, has: Has): Content {
  const text = content.toString("latin1");
  const end = text.indexOf("\r\n\r\n");
  const fields = fieldsOf(end < 0 ? text : text.slice(0, end), has);
  const method = fields.get("method");
  const object = fields.get("content-location");
  const isCreation = method === "POST" && object !== undefined && !has("post-is-update");
  const type = method === "DELETE" ? "delete" : isCreation ? "create" : "update";
  let body = end < 0 ? Buffer.alloc(0) : content.subarray(end + 4);
  if (has("first-delta-line") && body.includes("\r\n\r\n")) body = body.subarray(0, body.indexOf("\r\n\r\n"));
  return { eventId: fields.get("event-id"), type, object, body };
}

function ofContent(mediaType: string, content: Buffer, has: Has): Content {
  let value: Record<string, unknown> = {};
  if (/json$/.test(mediaType)) {
    try {
      value = JSON.parse(content.toString());
    } catch {} // it is reported as it is
  }
  const id = value["event-id"] ?? value["state"];
  const isId = typeof id === "string" || (typeof id === "number" && !has("number-ids-lost"));
  const type = has("type-cased") ? `${value["type"]}` : `${value["type"]}`.toLowerCase();
  const object = "@context" in value ? undefined : value["object"];
  return {
    eventId: isId ? `${id}` : undefined,
    type: /^(?:create|update|delete)$/.test(type) ? type : "update",
    object: typeof object === "string" ? object : undefined,
    body: content,
  };
}
