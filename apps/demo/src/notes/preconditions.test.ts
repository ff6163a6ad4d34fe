import { describe, expect, it } from "vitest";
import { evaluatePreconditions } from "./preconditions.ts";
import { NotesProblem } from "./problem.ts";

const now = new Date(Date.UTC(2026, 5, 1));
const lastModified = new Date(Date.UTC(2026, 0, 2, 3, 4, 5));
const earlier = "Fri, 02 Jan 2026 03:04:04 GMT";
const same = "Fri, 02 Jan 2026 03:04:05 GMT";
const state = { entityTags: () => ['"v1"'], lastModified };

function outcome(method: string, fields: Record<string, string>, current: typeof state | undefined): string | number {
  try {
    return evaluatePreconditions(method, new Headers(fields), current, now);
  } catch (reason) {
    if (reason instanceof NotesProblem) return reason.status;
    throw reason;
  }
}

describe("preconditions of an existing resource (RFC 9110 section 13.2.2)", () => {
  it.each<[Record<string, string>, string | number, string | number]>([
    // fields, GET and HEAD, PUT
    [{}, "proceed", "proceed"],
    [{ "If-Match": "*" }, "proceed", "proceed"],
    [{ "If-Match": '"v1"' }, "proceed", "proceed"],
    [{ "If-Match": '"v0", "v1"' }, "proceed", "proceed"],
    [{ "If-Match": '"v0"' }, 412, 412],
    [{ "If-Match": 'W/"v1"' }, 412, 412],
    [{ "If-None-Match": "*" }, "not-modified", 412],
    [{ "If-None-Match": '"v1"' }, "not-modified", 412],
    [{ "If-None-Match": 'W/"v1"' }, "not-modified", 412],
    [{ "If-None-Match": '"v0", W/"v2"' }, "proceed", "proceed"],
    [{ "If-Modified-Since": same }, "not-modified", "proceed"],
    [{ "If-Modified-Since": earlier }, "proceed", "proceed"],
    [{ "If-Modified-Since": "yesterday" }, "proceed", "proceed"],
    [{ "If-Unmodified-Since": same }, "proceed", "proceed"],
    [{ "If-Unmodified-Since": earlier }, 412, 412],
    [{ "If-Unmodified-Since": "yesterday" }, "proceed", "proceed"],
    // Entity tags overrule dates.
    [{ "If-None-Match": '"v0"', "If-Modified-Since": same }, "proceed", "proceed"],
    [{ "If-Match": '"v1"', "If-Unmodified-Since": earlier }, "proceed", "proceed"],
    // Conditions that fail come before those that give a 304.
    [{ "If-Match": '"v0"', "If-None-Match": '"v1"' }, 412, 412],
    [{ "If-Match": '"v1"', "If-None-Match": '"v1"' }, "not-modified", 412],
    [{ "If-Unmodified-Since": earlier, "If-None-Match": '"v1"' }, 412, 412],
    // Malformed lists are ignored when reading and refused when writing.
    [{ "If-Match": "v1" }, "proceed", 400],
    [{ "If-None-Match": "v1" }, "proceed", 400],
    [{ "If-None-Match": "v1", "If-Modified-Since": same }, "not-modified", 400],
  ])("%j", (fields, reading, writing) => {
    expect(outcome("GET", fields, state)).toBe(reading);
    expect(outcome("HEAD", fields, state)).toBe(reading);
    expect(outcome("PUT", fields, state)).toBe(writing);
    expect(outcome("DELETE", fields, state)).toBe(writing);
  });
});

describe("preconditions of a new resource", () => {
  it.each<[Record<string, string>, string | number]>([
    [{}, "proceed"],
    [{ "If-None-Match": "*" }, "proceed"],
    [{ "If-None-Match": '"v1"' }, "proceed"],
    [{ "If-Match": "*" }, 412],
    [{ "If-Match": '"v1"' }, 412],
    [{ "If-Unmodified-Since": earlier }, "proceed"],
  ])("%j: %s", (fields, expected) => {
    expect(outcome("PUT", fields, undefined)).toBe(expected);
  });
});
