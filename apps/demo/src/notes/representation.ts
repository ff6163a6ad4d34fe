import { formatHttpDate } from "./http-date.ts";
import type { Answer } from "./messages.ts";
import { evaluatePreconditions } from "./preconditions.ts";

/** A representation for GET and HEAD. */
export interface Representation {
  readonly contentType: string;
  readonly content: Uint8Array;
  readonly entityTag: string;
  readonly lastModified: Date;
}

/**
 * Answers a GET or HEAD with a representation: 200, or 304 if the preconditions say that the client has it.
 *
 * @param more - additional fields of a 200
 * @throws {NotesProblem} 412 `precondition-failed`
 */
export function answerRepresentation(
  method: string,
  fields: Headers,
  representation: Representation,
  now: Date,
  more: Readonly<Record<string, string>> = {},
): Answer {
  const { entityTag, lastModified } = representation;
  const outcome = evaluatePreconditions(method, fields, { entityTags: () => [entityTag], lastModified }, now);
  const validation = {
    ...validatorsOf(representation),
    Vary: "Accept",
    // Without it, caches may use heuristics and serve an outdated note (RFC 9111 section 4.2.2).
    "Cache-Control": "no-cache",
  };
  if (outcome === "not-modified") return { status: 304, fields: validation };
  return {
    status: 200,
    fields: { "Content-Type": representation.contentType, ...validation, ...more },
    body: representation.content,
  };
}

/** Returns the validators of a representation (RFC 9110 section 8.8). */
export function validatorsOf(
  representation: Pick<Representation, "entityTag" | "lastModified">,
): Readonly<Record<"ETag" | "Last-Modified", string>> {
  return { ETag: representation.entityTag, "Last-Modified": formatHttpDate(representation.lastModified) };
}
