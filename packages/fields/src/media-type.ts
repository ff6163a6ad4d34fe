import { excerpt, FieldError } from "./errors.ts";
import { isToken } from "./field-syntax.ts";

/** A media type (RFC 9110 section 8.3.1). */
export interface MediaType {
  /** The type in lower case: `application` of `application/json`. */
  readonly type: string;
  /** The subtype in lower case: `json` of `application/json`. */
  readonly subtype: string;
  /** The parameters, without quotes, by lower-case name. The value of `charset` is in lower case, others are as sent. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Parses a media type with its parameters (RFC 9110 section 8.3.1).
 *
 * A parameter that is there twice is refused: which of the two counts would be anybody's guess.
 *
 * @throws {@link FieldError} `field-syntax`
 */
export function parseMediaType(value: string): MediaType {
  const token = "[!#$%&'*+\\-.^_`|~\\dA-Za-z]+";
  const essence = new RegExp(`[\\t ]*(${token})/(${token})`, "y").exec(value);
  if (!essence) throw new FieldError("field-syntax", `${excerpt(value)} is no media type`);
  const parameters = new Map<string, string>();
  const separator = /[\t ]*(;[\t ]*|$)/y;
  const parameter = new RegExp(
    `(${token})=(?:(${token})|"((?:[\\t !#-[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*)")`,
    "y",
  );
  separator.lastIndex = essence[0].length;
  while (separator.lastIndex < value.length) {
    const at = separator.lastIndex;
    if (!separator.test(value)) {
      throw new FieldError("field-syntax", `Unexpected ${excerpt(value.slice(at))} after a media type`);
    }
    parameter.lastIndex = separator.lastIndex;
    const [, name, plain, quoted] = parameter.exec(value) ?? [];
    if (name === undefined) continue; // empty parameters are legal
    const key = name.toLowerCase();
    if (parameters.has(key)) throw new FieldError("field-syntax", `Parameter ${excerpt(key)} is there twice`);
    const text = plain ?? quoted?.replace(/\\(.)/g, "$1") ?? "";
    parameters.set(key, key === "charset" ? text.toLowerCase() : text);
    separator.lastIndex = parameter.lastIndex;
  }
  return { type: lower(essence[1]), subtype: lower(essence[2]), parameters };
}

function lower(value: string | undefined): string {
  return value?.toLowerCase() ?? "";
}

/** Type and subtype without parameters: `application/json`. */
export function essenceOf(mediaType: MediaType): string {
  return `${mediaType.type}/${mediaType.subtype}`.toLowerCase();
}

/**
 * Serializes a media type in one form of the many that mean the same: lower case, parameters ordered by name, quotes
 * only where they are needed, no whitespace.
 *
 * @throws {@link FieldError} `field-value` for a type, subtype or name that is no token, or a value that no quoted
 * string can hold
 */
export function serializeMediaType(mediaType: MediaType): string {
  let text = essenceOf(mediaType);
  if (!isToken(mediaType.type) || !isToken(mediaType.subtype)) {
    throw new FieldError("field-value", `${excerpt(text)} is no media type`);
  }
  const parameters = [...mediaType.parameters].map(([name, value]) => [name.toLowerCase(), value] as const);
  for (const [name, value] of parameters.sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!isToken(name) || !/^[\t -~\x80-\xff]*$/.test(value)) {
      throw new FieldError("field-value", `${excerpt(`${name}=${value}`)} is no parameter of a media type`);
    }
    text += `;${name}=${isToken(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`}`;
  }
  return text;
}
