import { type MediaRange, parseAccept, serializeAccept } from "./accept.ts";
import { FieldError } from "./errors.ts";
import { type EventFieldItem, type EventFieldValue, isInnerList } from "./event-field-value.ts";
import { mediaParameterOf } from "./media-parameter.ts";
import { Token } from "./structured-fields.ts";

/**
 * Reads the `accept` event field as what `Accept` would say (PREP-AE-6): a String or Token with a media range, or an
 * Inner List of them, where `q` orders and 0 excludes. A String may have parameters of its own. The parameter `delta`,
 * however it was sent, becomes one string that {@link parseAccept} reads.
 *
 * @returns the ranges in the sender's order; `undefined` when there is no such event field
 * @throws {@link FieldError} `field-syntax` or `field-value` for a value that makes no sense (PREP-NO-4: status 400)
 */
export function parseAcceptEventField(value: EventFieldValue | undefined): MediaRange[] | undefined {
  if (value === undefined) return undefined;
  if (isInnerList(value)) return value.map(parseItem);
  if (typeof value === "string" || value instanceof Token) return parseAccept(`${value}`).map(normalizeDelta);
  throw new FieldError("field-value", "The event field accept holds no media range", { field: "accept" });
}

function parseItem({ value, parameters }: EventFieldItem): MediaRange {
  const [range, ...others] = parseAcceptEventField(isInnerList(value) ? [] : value) ?? [];
  if (!range || others.length > 0) {
    throw new FieldError("field-value", "A member of the event field accept is no single media range", {
      field: "accept",
    });
  }
  const merged = new Map(range.parameters);
  let { weight } = range;
  for (const [name, parameter] of parameters) {
    if (name === "q") weight = weightOf(parameter);
    else merged.set(name, parameterOf(name, parameter));
  }
  return { ...range, parameters: merged, weight };
}

function weightOf(value: EventFieldValue): number {
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw new FieldError("field-value", "A weight is a number from 0 to 1", { field: "q" });
}

function parameterOf(name: string, value: EventFieldValue): string {
  if (name === "delta") return serializeAccept(parseAcceptEventField(value) ?? []);
  const text = isInnerList(value) ? undefined : mediaParameterOf(name, value);
  if (text !== undefined) return text;
  throw new FieldError("field-value", `The parameter ${name} of a media type has no such values`, { field: "accept" });
}

function normalizeDelta(range: MediaRange): MediaRange {
  const delta = range.parameters.get("delta");
  if (delta === undefined) return range;
  return { ...range, parameters: new Map([...range.parameters, ["delta", parameterOf("delta", delta)]]) };
}
