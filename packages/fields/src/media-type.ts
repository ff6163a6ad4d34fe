import { excerpt, FieldError } from "./errors.ts";
import { isToken, tokenPattern } from "./field-syntax.ts";

/** A media type (RFC 9110 section 8.3.1). */
export interface MediaType {
  /** The type in lower case: `application` in `application/json`. */
  readonly type: string;
  /** The subtype in lower case: `json` in `application/json`. */
  readonly subtype: string;
  /** The parameters, without quotes, by lower-case name. `charset` values are in lower case, others are as sent. */
  readonly parameters: ReadonlyMap<string, string>;
}

const essencePattern = `(${tokenPattern})/(${tokenPattern})`;
const quotedStringPattern = '"((?:[\\t !#-[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*)"';
const parameterPattern = `(${tokenPattern})=(?:(${tokenPattern})|${quotedStringPattern})`;
const wholeEssence = new RegExp(`^${essencePattern}$`);
const leadingEssence = new RegExp(`^[\\t ]*${essencePattern}`);

/**
 * Parses a media type with its parameters (RFC 9110 section 8.3.1).
 *
 * A repeated parameter is an error, because recipients disagree about which value counts.
 *
 * @throws {@link FieldError} `field-syntax`
 */
export function parseMediaType(value: string): MediaType {
  const essence = leadingEssence.exec(value);
  if (!essence) throw new FieldError("field-syntax", `${excerpt(value)} is not a media type`);
  const [{ length }, type = "", subtype = ""] = essence;
  const parameters = new Map<string, string>();
  const separator = /[\t ]*(;[\t ]*|$)/y;
  const parameter = new RegExp(parameterPattern, "y");
  separator.lastIndex = length;
  while (separator.lastIndex < value.length) {
    const at = separator.lastIndex;
    if (!separator.test(value)) {
      throw new FieldError("field-syntax", `Unexpected ${excerpt(value.slice(at))} after a media type`);
    }
    parameter.lastIndex = separator.lastIndex;
    const [, name, plain, quoted] = parameter.exec(value) ?? [];
    if (name === undefined) continue; // empty parameters are legal
    const key = name.toLowerCase();
    if (parameters.has(key)) throw new FieldError("field-syntax", `The parameter ${excerpt(key)} is repeated`);
    const text = plain ?? quoted?.replace(/\\(.)/g, "$1") ?? "";
    parameters.set(key, key === "charset" ? text.toLowerCase() : text);
    separator.lastIndex = parameter.lastIndex;
  }
  return { type: type.toLowerCase(), subtype: subtype.toLowerCase(), parameters };
}

/** Returns type and subtype without parameters, such as `application/json`. */
export function essenceOf(mediaType: MediaType): string {
  return `${mediaType.type}/${mediaType.subtype}`.toLowerCase();
}

/**
 * Serializes a media type in a normal form: lower case, parameters sorted by name, quotes only if needed, no
 * whitespace. Equivalent media types have the same normal form.
 *
 * @throws {@link FieldError} `field-value` if the type, the subtype or a parameter name is not a token, or if a
 * parameter value does not fit in a quoted string
 */
export function serializeMediaType(mediaType: MediaType): string {
  const essence = `${mediaType.type}/${mediaType.subtype}`;
  if (!wholeEssence.test(essence)) throw new FieldError("field-value", `${excerpt(essence)} is not a media type`);
  let text = essence.toLowerCase();
  if (mediaType.parameters.size === 0) return text;
  const parameters = [...mediaType.parameters].map(([name, value]) => [name.toLowerCase(), value] as const);
  for (const [name, value] of parameters.sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!isToken(name) || !/^[\t -~\x80-\xff]*$/.test(value)) {
      const message = `${excerpt(`${name}=${value}`)} is not a valid parameter of a media type`;
      throw new FieldError("field-value", message);
    }
    text += `;${name}=${isToken(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`}`;
  }
  return text;
}
