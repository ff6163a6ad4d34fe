import { createHash } from "node:crypto";

/**
 * A strong entity tag made from a media type and the bytes of a representation: it changes when either does, and the
 * same state has the same tag again.
 *
 * @returns the tag in its quotes, as it stands in `ETag` (RFC 9110 section 8.8.3).
 */
export function makeEntityTag(mediaType: string, content: Uint8Array): string {
  // The length in front keeps a type's end from being taken for the content's beginning.
  const digest = createHash("sha256").update(`${mediaType.length};${mediaType}`).update(content).digest();
  return `"${digest.subarray(0, 16).toString("base64url")}"`;
}

/** The value of `If-Match` or `If-None-Match`: any current representation, or those with the tags listed. */
export type EntityTagCondition = "*" | readonly string[];

/**
 * Reads the value of `If-Match` or `If-None-Match` (RFC 9110 sections 13.1.1 and 13.1.2).
 *
 * @returns undefined where it is malformed.
 */
export function parseEntityTagCondition(value: string): EntityTagCondition | undefined {
  if (value.trim() === "*") return "*";
  const tags: string[] = [];
  let rest = value;
  for (;;) {
    // RFC 9110 section 5.6.1.2: empty elements of a list count for nothing.
    rest = rest.replace(/^[ \t,]+/, "");
    if (rest === "") return tags.length === 0 ? undefined : tags;
    const [tag] = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"(?=[ \t]*(?:,|$))/.exec(rest) ?? [];
    if (tag === undefined) return undefined;
    tags.push(tag);
    rest = rest.slice(tag.length);
  }
}

/** Strong comparison (RFC 9110 section 8.8.3.2): equal, and neither is weak. */
export function matchesStrongly(a: string, b: string): boolean {
  return a === b && !a.startsWith("W/");
}

/** Weak comparison (RFC 9110 section 8.8.3.2): equal, be they weak or not. */
export function matchesWeakly(a: string, b: string): boolean {
  return a.replace(/^W\//, "") === b.replace(/^W\//, "");
}
