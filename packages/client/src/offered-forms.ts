import {
  essenceOf,
  type MediaRange,
  parseAccept,
  parseAcceptEventField,
  parseAcceptEvents,
} from "@resource-events/fields";
import type { OfferedForm } from "./discovery.ts";

/**
 * The forms that `Accept-Events` offers for PREP (PREP-DI-2). Some servers nest the list `accept` in further lists, or write
 * it in another way that does not parse: then only the media types are read, without parameters.
 *
 * @returns undefined if the field does not name PREP
 */
export function offeredForms(field: string): OfferedForm[] | undefined {
  try {
    const items = parseAcceptEvents(field).filter(({ protocol, weight }) => protocol === "prep" && weight > 0);
    if (items.length === 0) return undefined;
    return items.flatMap(({ parameters }) => (parseAcceptEventField(parameters.get("accept")) ?? []).map(formOf));
  } catch {
    return readLeniently(field);
  }
}

function formOf(range: MediaRange): OfferedForm {
  const parameters = new Map(range.parameters);
  const deltas = parameters.get("delta");
  parameters.delete("delta");
  return { mediaType: essenceOf(range), parameters, deltas: deltas === undefined ? [] : rangesOf(deltas) };
}

function rangesOf(accept: string): string[] {
  try {
    return parseAccept(accept).map(essenceOf);
  } catch {
    return []; // a value that can't be read offers nothing
  }
}

/** `prep`, quoted or not, at the beginning of a member. */
const protocol = /(?:^|,)\s*(?:prep|"prep")\s*(?:[;,]|$)/i;
/** A media type in the event field `accept`: after an opening bracket, a quote, or white space; no value of a parameter. */
const mediaType = /(?:^|[\s(])"?([\w!#$&^.+*-]+\/[\w!#$&^.+*-]+)/g;

function readLeniently(field: string): OfferedForm[] | undefined {
  if (!protocol.test(field)) return undefined;
  const [, accept = ""] = /;\s*accept\s*=(.*)/is.exec(field) ?? [];
  const types = new Set(Array.from(accept.matchAll(mediaType), ([, type = ""]) => type.toLowerCase()));
  return [...types].map((type) => ({ mediaType: type, parameters: new Map(), deltas: [] }));
}
