import { type MediaRange, parseAccept, serializeAccept } from "./accept.ts";
import { FieldError } from "./errors.ts";
import { type EventFieldItem, type EventFieldValue, isInnerList } from "./event-field-value.ts";
import { mediaParameterOf } from "./media-parameter.ts";
import { type BareItem, Token } from "./structured-fields.ts";

/**
 * Parses the event field `accept` as media ranges, like `Accept` (PREP-AE-6). The value is a String or Token in the
 * syntax of `Accept`, or an Inner List with one media range per member. In an Inner List, `q` is the weight, and the
 * other parameters are added to those inside the String. The parameter `delta` may be a String, a Token or an Inner
 * List; it becomes one string that {@link parseAccept} can parse.
 *
 * @returns the ranges in the order of the field; `undefined` if the value is `undefined`
 * @throws {@link FieldError} `field-syntax` or `field-value` if the value is invalid (PREP-NO-4: status 400)
 */
export function parseAcceptEventField(value: EventFieldValue | undefined): MediaRange[] | undefined {
  if (value === undefined) return undefined;
  return isInnerList(value) ? value.map(parseMember) : parseRanges(value);
}

function parseMember({ value, parameters }: EventFieldItem): MediaRange {
  const [range, ...others] = parseRanges(value);
  if (!range || others.length > 0) throw invalid("A member of the event field accept is not a single media range");
  if (parameters.size === 0) return range;
  const merged = new Map(range.parameters);
  let { weight } = range;
  for (const [name, parameter] of parameters) {
    if (name === "q") weight = weightOf(parameter);
    else merged.set(name, parameterOf(name, parameter));
  }
  return { ...range, parameters: merged, weight };
}

function parseRanges(value: BareItem): MediaRange[] {
  if (typeof value === "string" || value instanceof Token) return parseAccept(`${value}`).map(normalizeDelta);
  throw invalid("The event field accept is not a media range");
}

function normalizeDelta(range: MediaRange): MediaRange {
  const delta = range.parameters.get("delta");
  if (delta === undefined) return range;
  return { ...range, parameters: new Map(range.parameters).set("delta", parameterOf("delta", delta)) };
}

function weightOf(value: EventFieldValue): number {
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw new FieldError("field-value", "A weight is a number from 0 to 1", { field: "q" });
}

function parameterOf(name: string, value: EventFieldValue): string {
  if (name === "delta") return serializeAccept(parseAcceptEventField(value) ?? []);
  const text = isInnerList(value) ? undefined : mediaParameterOf(name, value);
  if (text !== undefined) return text;
  throw invalid(`The value of ${name} is not possible for a media type parameter`);
}

function invalid(message: string): FieldError {
  return new FieldError("field-value", message, { field: "accept" });
}
