import { type Fields, fieldOf, parseFields } from "./fields.ts";
import { WireError } from "./wire-error.ts";

/** One notification, read as strictly as it must be written. */
export interface Notification {
  readonly id: string;
  /** Whether it says that the resource itself was deleted. */
  readonly terminal: boolean;
  readonly object: string | undefined;
  /** The delta, if any: bytes, or a JSON value. */
  readonly delta: unknown;
  /** The number of notifications that were left out before this one. */
  readonly skipped: number;
}

const rfc822Names = ["Method", "Date", "Event-ID", "ETag", "Content-Location", "Content-Type", "Skipped"];
const jsonNames = ["published", "event-id", "type", "method", "etag", "object", "delta-type", "delta", "skipped"];
const activityNames = ["@context", "id", "type", "published", "object", "target", "origin", "state"];

/** Reads the content of a notification. An unknown field or member fails: somebody may have smuggled it in. */
export function readNotification(mediaType: string, content: Buffer): Notification {
  if (mediaType === "message/rfc822") return readMessage(content);
  const value = parsedJson(content);
  if (mediaType === "application/json") return readJson(value, content);
  if (mediaType === "application/activity+json") return readActivity(value, content);
  throw new WireError(`A notification of type ${mediaType}`, content);
}

function parsedJson(content: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content));
  } catch {
    throw new WireError("A notification is not JSON", content);
  }
}

function readMessage(content: Buffer): Notification {
  const end = content.indexOf("\r\n\r\n");
  if (end < 0) throw new WireError("The fields of a message have no end", content);
  const fields: Fields = parseFields(content.subarray(0, end + 2));
  for (const [name] of fields) {
    if (!rfc822Names.includes(name)) throw new WireError(`The field ${name} in a notification`, content);
  }
  const id = fieldOf(fields, "Event-ID");
  const object = fieldOf(fields, "Content-Location");
  const delta = content.subarray(end + 4);
  const date = fieldOf(fields, "Date") ?? "";
  if (id === undefined || Number.isNaN(Date.parse(date))) throw new WireError("A message lacks fields", content);
  // A message without a delta has no body.
  if (delta.length > 0 && fieldOf(fields, "Content-Type") === undefined) throw new WireError("A body", content);
  const terminal = fieldOf(fields, "Method") === "DELETE" && object === undefined;
  return {
    id,
    terminal,
    object,
    delta: delta.length > 0 ? delta : undefined,
    skipped: Number(fieldOf(fields, "Skipped") ?? 0),
  };
}

function membersOf(value: unknown, names: readonly string[], content: Buffer): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) throw new WireError("A notification is not an object", content);
  for (const name of Object.keys(value)) {
    if (!names.includes(name)) throw new WireError(`The member ${name} in a notification`, content);
  }
  return value as Readonly<Record<string, unknown>>;
}

function readJson(value: unknown, content: Buffer): Notification {
  const { "event-id": id, type, object, delta, published, skipped = 0 } = membersOf(value, jsonNames, content);
  if (typeof id !== "string" || typeof type !== "string") throw new WireError("A notification lacks members", content);
  if (typeof published !== "string") throw new WireError("A notification lacks its time", content);
  const other = typeof object === "string" ? object : undefined;
  return { id, terminal: type === "delete" && other === undefined, object: other, delta, skipped: Number(skipped) };
}

function readActivity(value: unknown, content: Buffer): Notification {
  const { state, type, object, target, origin } = membersOf(value, activityNames, content);
  if (typeof state !== "string" || typeof object !== "string")
    throw new WireError("An activity lacks members", content);
  const isOther = target !== undefined || origin !== undefined;
  return {
    id: state,
    terminal: type === "Delete" && !isOther,
    object: isOther ? object : undefined,
    delta: undefined,
    skipped: 0,
  };
}
