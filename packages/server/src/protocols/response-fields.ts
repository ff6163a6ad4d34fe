import { serializeIncremental } from "@resource-events/fields";
import type { ResponseFields } from "../delivery/sink.ts";

/** Fields of one connection, or that this response has its own of. */
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

/** Fields that belong to the representation, and not into the head of a response that has it inside, or not at all. */
export const representationFields: readonly string[] = ["etag", "last-modified", "link", "location"];

/** Names whose usual spelling is not one capital a word. */
const spellings: ReadonlyMap<string, string> = new Map([
  ["etag", "ETag"],
  ["event-id", "Event-ID"],
  ["www-authenticate", "WWW-Authenticate"],
]);

/** The fields that describe the base response's content: they go where it goes (PREP-RS-4, EQ-ST-4). */
export function contentFieldsOf(fields: Headers): ResponseFields {
  return [...fields].filter(([name]) => isContentField(name)).map(([name, value]) => [spelled(name), value]);
}

/** The other fields of the base response that stand in the head of the stream, but for those named. */
export function generalFieldsOf(fields: Headers, without: readonly string[] = []): ResponseFields {
  return [...fields]
    .filter(([name]) => !isContentField(name) && !notCarried.has(name) && !without.includes(name))
    .map(([name, value]) => [spelled(name), value]);
}

/** The fields of every stream, by either protocol (EQ-ST-1, EQ-ST-2, EQ-RP-5, PREP-RS-1, PREP-RS-11). */
export function streamFields(startingPoint: string): ResponseFields {
  return [
    ["Date", new Date().toUTCString()],
    ["Cache-Control", "no-store, no-transform"],
    ["X-Accel-Buffering", "no"],
    ["Incremental", serializeIncremental()],
    ["Event-ID", startingPoint],
  ];
}

function isContentField(name: string): boolean {
  return name.startsWith("content-") && !name.startsWith("content-security-policy");
}

function spelled(name: string): string {
  return spellings.get(name) ?? name.replace(/(?<![^-])[a-z]/g, (letter) => letter.toUpperCase());
}
