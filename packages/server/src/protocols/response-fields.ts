import { serializeIncremental } from "@resource-events/fields";
import type { HeaderFields, ResponseFields } from "../message.ts";

/** Fields that concern only one connection, or that the stream sets itself. */
const notCarried: ReadonlySet<string> = new Set([
  "accept-events",
  "accept-query",
  "accept-ranges",
  "age",
  "cache-control",
  "connection",
  "date",
  "event-id",
  "events",
  "expires",
  "incremental",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "vary",
  "x-accel-buffering",
]);

/** Fields that describe the representation. They do not belong in the head of a response that contains it as a part, or lacks it. */
export const representationFields: readonly string[] = ["etag", "last-modified", "link", "location"];

/** Names whose usual spelling is not just a capital at the start of each word. */
const spellings: ReadonlyMap<string, string> = new Map([
  ["etag", "ETag"],
  ["event-id", "Event-ID"],
  ["www-authenticate", "WWW-Authenticate"],
]);

/** The application's fields, sorted by their place in a stream. */
export interface SortedFields {
  /** Fields that describe the representation, and accompany it (PREP-RS-4, EQ-ST-4). */
  readonly content: ResponseFields;
  /** Fields for the head of the stream. */
  readonly general: ResponseFields;
}

/** Sorts the fields of the application's response. `general` omits those that `without` names. */
export function sortFields(fields: HeaderFields, without: readonly string[] = []): SortedFields {
  const content: [string, string][] = [];
  const general: [string, string][] = [];
  for (const [name, value] of fields) {
    if (isContentField(name)) content.push([spelled(name), value]);
    else if (!notCarried.has(name) && !without.includes(name)) general.push([spelled(name), value]);
  }
  return { content, general };
}

const incremental = ["Incremental", serializeIncremental()] as const;

/** The fields of all streams, in both protocols (EQ-ST-1, EQ-ST-2, EQ-RP-5, PREP-RS-1, PREP-RS-11). */
export function streamFields(eventId: string): ResponseFields {
  return [
    ["Date", new Date().toUTCString()],
    ["Cache-Control", "no-store, no-transform"],
    ["X-Accel-Buffering", "no"],
    incremental,
    ["Event-ID", eventId],
  ];
}

function isContentField(name: string): boolean {
  return name.startsWith("content-") && !name.startsWith("content-security-policy");
}

function spelled(name: string): string {
  return spellings.get(name) ?? name.replace(/(?<![^-])[a-z]/g, (letter) => letter.toUpperCase());
}

/** The `Content-Length` of the application's response, if it is valid. */
export function announcedLength(fields: HeaderFields): number | undefined {
  const length = fields.get("content-length");
  return length !== null && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

/** Adds names to the value of `Vary` (PREP-DI-3). */
export function varyWith(vary: string | null, names: readonly string[]): string {
  if (vary === null) return names.join(", ");
  const present = vary
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (present.includes("*")) return "*";
  const known = new Set(present.map((name) => name.toLowerCase()));
  return [...present, ...names.filter((name) => !known.has(name.toLowerCase()))].join(", ");
}
