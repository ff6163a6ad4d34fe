import { serializeKey } from "structured-headers";
import { excerpt, FieldError } from "./errors.ts";
import { type EventFieldValue, isInnerList, parseEventFieldList } from "./event-field-value.ts";
import { mediaParameterOf } from "./media-parameter.ts";
import { essenceOf, type MediaType, parseMediaType, serializeMediaType } from "./media-type.ts";
import { serializeStructuredItem, Token } from "./structured-fields.ts";

/**
 * Parses `Accept-Query` (RFC 10008 section 3, EQ-DI-1): Strings and Tokens with media types, whose parameters are
 * Structured Fields parameters. Members that are no media type are left out one by one.
 *
 * @throws {@link FieldError} `field-syntax` when the field as a whole does not parse
 */
export function parseAcceptQuery(value: string): MediaType[] {
  return parseEventFieldList(value, { field: "Accept-Query", nested: false }).flatMap((member) =>
    mediaTypeOf(member.value, member.parameters),
  );
}

function mediaTypeOf(item: EventFieldValue, parameters: ReadonlyMap<string, EventFieldValue>): MediaType[] {
  if (typeof item !== "string" && !(item instanceof Token)) return [];
  try {
    const mediaType = parseMediaType(`${item}`);
    const merged = new Map(mediaType.parameters);
    for (const [name, value] of parameters) {
      const parameter = isInnerList(value) ? undefined : mediaParameterOf(name, value);
      if (parameter === undefined) return [];
      merged.set(name, parameter);
    }
    return [{ ...mediaType, parameters: merged }];
  } catch {
    return [];
  }
}

/**
 * Serializes `Accept-Query` (EQ-DI-1): media types as Strings, with their parameters as Structured Fields parameters.
 *
 * @throws {@link FieldError} `field-value` for what is no media type, or a parameter that Structured Fields can't hold
 */
export function serializeAcceptQuery(mediaTypes: readonly MediaType[]): string {
  return mediaTypes
    .map((mediaType) => {
      serializeMediaType(mediaType); // throws for what is none
      let text = serializeStructuredItem("Accept-Query", essenceOf(mediaType));
      for (const [name, value] of mediaType.parameters) {
        text += `;${serializeName(name)}=${serializeStructuredItem("Accept-Query", value)}`;
      }
      return text;
    })
    .join(", ");
}

function serializeName(name: string): string {
  try {
    return serializeKey(name.toLowerCase());
  } catch (cause) {
    const message = `${excerpt(name)} can't name a parameter in Accept-Query`;
    throw new FieldError("field-value", message, { field: "Accept-Query", cause });
  }
}
