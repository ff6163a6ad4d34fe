import { excerpt, FieldError } from "./errors.ts";
import { splitMembers, trimWhitespace } from "./field-syntax.ts";
import { type MediaType, parseMediaType, serializeMediaType } from "./media-type.ts";

/** A member of `Accept` (RFC 9110 section 12.5.1): a media type where type or subtype may be `*`, and its weight. */
export interface MediaRange extends MediaType {
  /** How much it is preferred, from 0 (not acceptable) to 1. */
  readonly weight: number;
}

/** Something that can be served as a media type. */
export interface MediaTypeOffer {
  /** What it can be served as. */
  readonly mediaType: MediaType;
}

/** An offer that is acceptable, and why. */
export interface MediaTypePreference<T> {
  /** What was offered. */
  readonly offer: T;
  /** The range that decided; a parameter such as `delta` can be read from it. */
  readonly range: MediaRange;
  /** How much it is preferred, above 0 to 1. */
  readonly weight: number;
}

/**
 * Parses `Accept` (RFC 9110 section 12.5.1). Empty members are skipped; `q` counts wherever it stands.
 *
 * @throws {@link FieldError} `field-syntax` when a member is no media range, or its `q` no weight (0 to 1 with at most
 * three decimals)
 */
export function parseAccept(value: string): MediaRange[] {
  return splitMembers(value)
    .map(trimWhitespace)
    .filter((member) => member !== "")
    .map(parseMediaRange);
}

function parseMediaRange(member: string): MediaRange {
  const { type, subtype, parameters } = parseMediaType(member);
  if (type === "*" && subtype !== "*") throw new FieldError("field-syntax", `${excerpt(member)} is no media range`);
  const others = new Map(parameters);
  others.delete("q");
  return { type, subtype, parameters: others, weight: parseWeight(parameters.get("q")) };
}

function parseWeight(value = "1"): number {
  if (/^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(value)) return Number(value);
  throw new FieldError("field-syntax", `${excerpt(value)} is no weight`, { field: "q" });
}

/**
 * Serializes `Accept`, each range in the form of {@link serializeMediaType}, `q` last and only where it is not 1.
 *
 * @throws {@link FieldError} `field-value` for a range that is no media range, or a weight outside 0 to 1
 */
export function serializeAccept(ranges: readonly MediaRange[]): string {
  return ranges
    .map((range) => {
      if (!(range.weight >= 0 && range.weight <= 1) || range.parameters.has("q")) {
        throw new FieldError("field-value", `${range.weight} is no weight from 0 to 1`, { field: "q" });
      }
      const weight = Math.round(range.weight * 1000) / 1000;
      return serializeMediaType(range) + (weight === 1 ? "" : `;q=${weight}`);
    })
    .join(", ");
}

/**
 * The offers that the ranges accept, best first. For each offer the most specific range that matches it decides
 * (parameters before exact before any subtype before any type; among equally specific ones the greatest weight), weight 0
 * excludes, and ties keep the order of the offers.
 *
 * A range without parameters matches an offer with any; a range with a parameter matches only offers with an equal one.
 *
 * @param ranges - what is accepted; `undefined` or empty: everything
 * @param offers - what can be served, in order of our own preference
 * @param ignoring - lower-case names of parameters that are no part of the match, such as `delta`
 */
export function preferMediaTypes<T extends MediaTypeOffer>(
  ranges: readonly MediaRange[] | undefined,
  offers: readonly T[],
  ignoring: readonly string[] = [],
): MediaTypePreference<T>[] {
  const accepted = ranges?.length ? ranges : [anything];
  const preferences: MediaTypePreference<T>[] = [];
  for (const offer of offers) {
    let best: MediaRange | undefined;
    let bestSpecificity = -1;
    for (const range of accepted) {
      const specificity = specificityOf(range, offer.mediaType, ignoring);
      const closer = specificity > bestSpecificity;
      if (specificity >= 0 && (closer || (specificity === bestSpecificity && range.weight > (best?.weight ?? 0)))) {
        best = range;
        bestSpecificity = specificity;
      }
    }
    if (best && best.weight > 0) preferences.push({ offer, range: best, weight: best.weight });
  }
  return preferences.sort((a, b) => b.weight - a.weight);
}

const anything: MediaRange = { type: "*", subtype: "*", parameters: new Map(), weight: 1 };

/** How closely a range matches a media type; -1 where it does not. Parameters only rank ranges of equal types. */
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
