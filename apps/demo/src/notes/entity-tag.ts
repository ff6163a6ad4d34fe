import { createHash } from "node:crypto";

/**
 * Creates a strong entity tag from a media type and the bytes of a representation. The tag changes when either changes,
 * and the same state always has the same tag.
 *
 * @returns the tag in quotes, as in `ETag` (RFC 9110 section 8.8.3)
 */
export function makeEntityTag(mediaType: string, content: Uint8Array): string {
  // The length comes first, so that type and content cannot be divided differently with the same result.
  const digest = createHash("sha256").update(`${mediaType.length};${mediaType}`).update(content).digest();
  return `"${digest.subarray(0, 16).toString("base64url")}"`;
}

/** The value of `If-Match` or `If-None-Match`: `*` for any current representation, or a list of tags. */
export type EntityTagCondition = "*" | readonly string[];

/**
 * Reads the value of `If-Match` or `If-None-Match` (RFC 9110 sections 13.1.1 and 13.1.2).
 *
 * @returns undefined if it is malformed
 */
export function parseEntityTagCondition(value: string): EntityTagCondition | undefined {
  if (value.trim() === "*") return "*";
  const tags: string[] = [];
  let rest = value;
  for (;;) {
    // RFC 9110 section 5.6.1.2: empty list elements are ignored.
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

/** Weak comparison (RFC 9110 section 8.8.3.2): equal, whether weak or not. */
export function matchesWeakly(a: string, b: string): boolean {
  return a.replace(/^W\//, "") === b.replace(/^W\//, "");
}
