import { matchesStrongly, matchesWeakly, parseEntityTagCondition } from "./entity-tag.ts";
import { formatHttpDate, parseHttpDate } from "./http-date.ts";
import { NotesProblem } from "./problem.ts";

/** The current state, against which preconditions are evaluated. */
export interface CurrentState {
  /** The strong tag of the selected representation, or of all representations if the request selects none (POST). */
  readonly entityTags: () => readonly string[];
  /** The time of the last change, in whole seconds. */
  readonly lastModified: Date;
}

/** The outcome: perform the method, or answer 304. */
export type PreconditionOutcome = "proceed" | "not-modified";

/**
 * Evaluates the preconditions of a request in the order of RFC 9110 section 13.2.2. Call it only if the request would
 * succeed without them (section 13.2.1).
 *
 * A malformed list of entity tags is ignored for GET and HEAD, because the complete representation does no harm. For
 * other methods it is an error, because ignoring it might do what the client wanted to prevent. A date that does not
 * parse is ignored (sections 13.1.3 and 13.1.4).
 *
 * @param current - the current state, or undefined if the resource does not exist
 * @throws {NotesProblem} 412 `precondition-failed`, 400 `bad-precondition`
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
          ? "If-Match: the resource does not exist. Leave out the field to create it."
          : `If-Match: the resource has changed. Its entity tag is now ${current.entityTags().join(", ")}. Get it and try again.`,
      );
    }
  } else if (current !== undefined) {
    const limit = readDate(fields, "If-Unmodified-Since", now);
    if (limit !== undefined && current.lastModified.getTime() > limit) {
      throw failed(`If-Unmodified-Since: the resource was modified on ${formatHttpDate(current.lastModified)}.`);
    }
  }

  if (ifNoneMatch !== undefined) {
    const matched =
      current !== undefined &&
      (ifNoneMatch === "*" ||
        current.entityTags().some((tag) => ifNoneMatch.some((listed) => matchesWeakly(tag, listed))));
    if (matched && reads) return "not-modified";
    if (matched) throw failed("If-None-Match: the resource has a representation that matches the field.");
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
    `${name} is malformed. Send * or a list of entity tags, each in double quotes as in ETag.`,
  );
}

function readDate(fields: Headers, name: string, now: Date): number | undefined {
  const value = fields.get(name);
  return value === null ? undefined : parseHttpDate(value, now);
}

function failed(detail: string): NotesProblem {
  return new NotesProblem(412, "precondition-failed", detail);
}
