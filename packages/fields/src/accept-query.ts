import { serializeKey } from "structured-headers";
import { excerpt, FieldError } from "./errors.ts";
import { type EventFieldMember, isInnerList, parseEventFieldList } from "./event-field-value.ts";
import { mediaParameterOf } from "./media-parameter.ts";
import { essenceOf, type MediaType, parseMediaType, serializeMediaType } from "./media-type.ts";
import { serializeStructuredItem, Token } from "./structured-fields.ts";

/**
 * Parses `Accept-Query` (RFC 10008 section 3, EQ-DI-1). Its members are Strings and Tokens with media types, whose
 * parameters are Structured Fields parameters. Members that are not media types are ignored.
 *
 * @throws {@link FieldError} `field-syntax` if the field as a whole does not parse
 */
export function parseAcceptQuery(value: string): MediaType[] {
  const mediaTypes: MediaType[] = [];
  for (const member of parseEventFieldList(value, { field: "Accept-Query", nested: false })) {
    const mediaType = mediaTypeOf(member);
    if (mediaType) mediaTypes.push(mediaType);
  }
  return mediaTypes;
}

function mediaTypeOf({ value, parameters }: EventFieldMember): MediaType | undefined {
  if (typeof value !== "string" && !(value instanceof Token)) return undefined;
  let mediaType: MediaType;
  try {
    mediaType = parseMediaType(`${value}`);
  } catch {
    return undefined;
  }
  const merged = new Map(mediaType.parameters);
  for (const [name, item] of parameters) {
    const parameter = isInnerList(item) ? undefined : mediaParameterOf(name, item);
    if (parameter === undefined) return undefined;
    merged.set(name, parameter);
  }
  return { ...mediaType, parameters: merged };
}

/**
 * Serializes `Accept-Query` (EQ-DI-1). Media types become Strings, their parameters Structured Fields parameters.
 *
 * @throws {@link FieldError} `field-value` if a media type is invalid, or if Structured Fields cannot hold a parameter
 */
export function serializeAcceptQuery(mediaTypes: readonly MediaType[]): string {
  return mediaTypes
    .map((mediaType) => {
      serializeMediaType(mediaType); // throws if it is invalid
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
    const message = `${excerpt(name)} is not a valid name of a parameter in Accept-Query`;
    throw new FieldError("field-value", message, { field: "Accept-Query", cause });
  }
}
