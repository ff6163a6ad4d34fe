import { excerpt, FieldError } from "./errors.ts";
import { splitMembers, trimWhitespace } from "./field-syntax.ts";
import { type MediaType, parseMediaType, serializeMediaType } from "./media-type.ts";

/** A member of `Accept` (RFC 9110 section 12.5.1): a media type whose type or subtype may be `*`, and its weight. */
export interface MediaRange extends MediaType {
  /** The preference, from 0 (not acceptable) to 1. */
  readonly weight: number;
}

/** Something that a server can send as a media type. */
export interface MediaTypeOffer {
  /** The media type. */
  readonly mediaType: MediaType;
}

/** An acceptable offer, and the range that accepts it. */
export interface MediaTypePreference<T> {
  /** The offer. */
  readonly offer: T;
  /** The range that decides about the offer. Parameters such as `delta` can be read from it. */
  readonly range: MediaRange;
  /** The preference, greater than 0 and at most 1. */
  readonly weight: number;
}

/**
 * Parses `Accept` (RFC 9110 section 12.5.1). Empty members are ignored. `q` may be anywhere among the parameters.
 *
 * @throws {@link FieldError} `field-syntax` if a member is not a media range, or its `q` is not a weight (0 to 1 with
 * at most three decimals)
 */
export function parseAccept(value: string): MediaRange[] {
  const ranges: MediaRange[] = [];
  for (const member of splitMembers(value)) {
    const trimmed = trimWhitespace(member);
    if (trimmed !== "") ranges.push(parseMediaRange(trimmed));
  }
  return ranges;
}

function parseMediaRange(member: string): MediaRange {
  const { type, subtype, parameters } = parseMediaType(member);
  if (type === "*" && subtype !== "*") throw new FieldError("field-syntax", `${excerpt(member)} is not a media range`);
  const weight = parameters.get("q");
  if (weight === undefined) return { type, subtype, parameters, weight: 1 };
  if (!/^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(weight)) {
    throw new FieldError("field-syntax", `${excerpt(weight)} is not a weight`, { field: "q" });
  }
  const others = new Map(parameters);
  others.delete("q");
  return { type, subtype, parameters: others, weight: Number(weight) };
}

/**
 * Serializes `Accept`. Each range has the normal form of {@link serializeMediaType}. `q` comes last and is left out if
 * the weight is 1.
 *
 * @throws {@link FieldError} `field-value` if a range is invalid or a weight is outside 0 to 1
 */
export function serializeAccept(ranges: readonly MediaRange[]): string {
  return ranges
    .map((range) => {
      if (!(range.weight >= 0 && range.weight <= 1) || range.parameters.has("q")) {
        throw new FieldError("field-value", `${range.weight} is not a weight from 0 to 1`, { field: "q" });
      }
      const weight = Math.round(range.weight * 1000) / 1000;
      return serializeMediaType(range) + (weight === 1 ? "" : `;q=${weight}`);
    })
    .join(", ");
}

/**
 * Finds the acceptable offers, best first.
 *
 * For each offer, the most specific matching range decides. A range with parameters is more specific than one with an
 * exact subtype only, then come ranges with any subtype, then ranges with any type. Among equally specific ranges the
 * one with the greatest weight decides. Weight 0 excludes the offer. Offers with the same weight keep their order.
 *
 * A range without parameters matches an offer with any parameters. A range with parameters matches only offers with
 * equal ones.
 *
 * @param ranges - what the client accepts; `undefined` or empty means everything
 * @param offers - what the server can send, in its order of preference
 * @param ignoring - lower-case names of parameters that do not take part in the matching, such as `delta`
 */
export function preferMediaTypes<T extends MediaTypeOffer>(
  ranges: readonly MediaRange[] | undefined,
  offers: readonly T[],
  ignoring: readonly string[] = [],
): MediaTypePreference<T>[] {
  const preferences: MediaTypePreference<T>[] = [];
  for (const offer of offers) {
    const range = ranges?.length ? decidingRange(ranges, offer.mediaType, ignoring) : anything;
    if (range && range.weight > 0) preferences.push({ offer, range, weight: range.weight });
  }
  return preferences.sort((a, b) => b.weight - a.weight);
}

const anything: MediaRange = { type: "*", subtype: "*", parameters: new Map(), weight: 1 };

/** Finds the most specific range that matches a media type. */
function decidingRange(
  ranges: readonly MediaRange[],
  mediaType: MediaType,
  ignoring: readonly string[],
): MediaRange | undefined {
  let best: MediaRange | undefined;
  let bestSpecificity = -1;
  for (const range of ranges) {
    const specificity = specificityOf(range, mediaType, ignoring);
    const closer = specificity > bestSpecificity;
    if (specificity >= 0 && (closer || (specificity === bestSpecificity && range.weight > (best?.weight ?? 0)))) {
      best = range;
      bestSpecificity = specificity;
    }
  }
  return best;
}

/** How closely a range matches a media type, or -1 if it does not. Parameters only rank ranges with equal types. */
function specificityOf(range: MediaRange, mediaType: MediaType, ignoring: readonly string[]): number {
  if (range.type !== "*" && range.type !== mediaType.type) return -1;
  if (range.subtype !== "*" && range.subtype !== mediaType.subtype) return -1;
  let parameters = 0;
  for (const [name, value] of range.parameters) {
    if (ignoring.includes(name)) continue;
    if (mediaType.parameters.get(name) !== value) return -1;
    parameters += 1;
  }
  const exactness = range.type === "*" ? 0 : range.subtype === "*" ? 1 : 2;
  return exactness + parameters / (parameters + 1);
}
