import {
  FieldError,
  type MediaType,
  parseAccept,
  parseMediaType,
  preferMediaTypes,
  serializeMediaType,
} from "@resource-events/fields";
import { ServerError } from "../errors.ts";
import { withoutDefaultCharset } from "../events/variant.ts";

/** The longest list of media ranges in a parameter `delta`, in characters. */
const longestRanges = 1_024;

/** The deltas that may be told: those of the media types that the option `deltas` names. */
export interface Deltas {
  /** The media types, in their normal form, each once. */
  readonly names: readonly string[];
  /** The most specific of the names that this media type has; `undefined`: a delta of this type is not told. */
  nameOf(mediaType: string): string | undefined;
  /**
   * The names that the media ranges in a parameter `delta` take; `undefined` if none of them. So all subscribers who want the
   * same deltas want them in the same words, and nothing that a client made is kept or compared for each event.
   *
   * @throws `FieldError` if the ranges are malformed, or longer than 1,024 characters.
   */
  wanted(ranges: string | undefined): readonly string[] | undefined;
}

interface Named {
  readonly name: string;
  readonly mediaType: MediaType;
}

/**
 * Reads the option `deltas`.
 *
 * @throws {@link ServerError} `option` if it names something that is not a media type.
 */
export function deltasOf(mediaTypes: readonly string[]): Deltas {
  const named = new Map(mediaTypes.map((mediaType) => namedAs(mediaType)).map((one) => [one.name, one]));
  const names = [...named.keys()];
  // A name with more parameters is more specific.
  const all = [...named.values()].sort((a, b) => b.mediaType.parameters.size - a.mediaType.parameters.size);
  // Usually one delta is asked about by many audiences.
  let last: { readonly mediaType: string; readonly name: string | undefined } | undefined;
  return {
    names,
    nameOf(mediaType) {
      if (last?.mediaType !== mediaType) last = { mediaType, name: all.find((one) => isOf(one, mediaType))?.name };
      return last.name;
    },
    wanted(ranges) {
      if (ranges === undefined) return undefined;
      if (ranges.length > longestRanges) {
        throw new FieldError(
          "content-semantics",
          `A delta may list at most ${longestRanges} characters of media ranges`,
        );
      }
      const accepted = new Set(
        preferMediaTypes(parseAccept(ranges).map(withoutDefaultCharset), all).map(({ offer }) => offer.name),
      );
      return accepted.size === 0 ? undefined : names.filter((name) => accepted.has(name));
    },
  };
}

/** Whether a media type is the named one: parameters count only if the name has some. */
function isOf({ mediaType: named }: Named, mediaType: string): boolean {
  try {
    const { type, subtype, parameters } = parseMediaType(mediaType);
    if (type !== named.type || subtype !== named.subtype) return false;
    return [...named.parameters].every(([name, value]) => parameters.get(name) === value);
  } catch {
    return false;
  }
}

function namedAs(given: string): Named {
  try {
    const mediaType = withoutDefaultCharset(parseMediaType(given));
    return { name: serializeMediaType(mediaType), mediaType };
  } catch (cause) {
    throw new ServerError("option", `deltas contains ${JSON.stringify(given)}, which is not a media type`, { cause });
  }
}
