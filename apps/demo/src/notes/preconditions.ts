import { matchesStrongly, matchesWeakly, parseEntityTagCondition } from "./entity-tag.ts";
import { formatHttpDate, parseHttpDate } from "./http-date.ts";
import { NotesProblem } from "./problem.ts";

/** What preconditions are held against. */
export interface CurrentState {
  /** The strong tags of the representation that the request selects, or of all where it selects none (POST). */
  readonly entityTags: () => readonly string[];
  /** When the representation was last modified, in whole seconds. */
  readonly lastModified: Date;
}

/** What is to be done after the preconditions: what the method asks for, or to answer 304. */
export type PreconditionOutcome = "proceed" | "not-modified";

/**
 * Evaluates the preconditions of a request in the order of RFC 9110 section 13.2.2. It is called only where the
 * request would succeed without them (section 13.2.1).
 *
 * A field with entity tags that does not parse is ignored on GET and HEAD, where the whole representation serves as
 * well, and refused on other methods: what it should have kept from happening is not known. A date that does not parse
 * is ignored (sections 13.1.3 and 13.1.4).
 *
 * @param current - The present state; undefined where the resource has none yet.
 * @throws {NotesProblem} 412 `precondition-failed`, 400 `bad-precondition`.
 */
export function evaluatePreconditions(
  method: string,
  fields: Headers,
  current: CurrentState | undefined,
  now: Date,
): PreconditionOutcome {
  const reads = method === "GET" || method === "HEAD";
  const ifMatch = readCondition(fields, "If-Match", reads);
  const ifNoneMatch = readCondition(fields, "If-None-Match", reads);

  if (ifMatch !== undefined) {
    const holds =
      current !== undefined &&
      (ifMatch === "*" || current.entityTags().some((tag) => ifMatch.some((listed) => matchesStrongly(tag, listed))));
    if (!holds) {
      throw failed(
        current === undefined
          ? "If-Match: the resource has no representation that could match. Leave the field out to create it."
          : `If-Match: the resource has changed; it is now ${current.entityTags().join(", ")}. Get it and try again.`,
      );
    }
  } else if (current !== undefined) {
    const limit = readDate(fields, "If-Unmodified-Since", now);
    if (limit !== undefined && current.lastModified.getTime() > limit) {
      throw failed(`If-Unmodified-Since: the resource was modified ${formatHttpDate(current.lastModified)}.`);
    }
  }

  if (ifNoneMatch !== undefined) {
    const matched =
      current !== undefined &&
      (ifNoneMatch === "*" ||
        current.entityTags().some((tag) => ifNoneMatch.some((listed) => matchesWeakly(tag, listed))));
    if (matched && reads) return "not-modified";
    if (matched) throw failed("If-None-Match: the resource has a representation that the field excludes.");
  } else if (reads && current !== undefined) {
    const limit = readDate(fields, "If-Modified-Since", now);
    if (limit !== undefined && current.lastModified.getTime() <= limit) return "not-modified";
  }
  return "proceed";
}

function readCondition(fields: Headers, name: "If-Match" | "If-None-Match", lenient: boolean) {
  const value = fields.get(name);
  if (value === null) return undefined;
  const condition = parseEntityTagCondition(value);
  if (condition !== undefined || lenient) return condition;
  throw new NotesProblem(
    400,
    "bad-precondition",
    `${name} is malformed: send * or a list of entity tags, each in double quotes as in ETag.`,
  );
}

function readDate(fields: Headers, name: string, now: Date): number | undefined {
  const value = fields.get(name);
  return value === null ? undefined : parseHttpDate(value, now);
}

function failed(detail: string): NotesProblem {
  return new NotesProblem(412, "precondition-failed", detail);
}
