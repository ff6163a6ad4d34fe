import {
  essenceOf,
  type MediaRange,
  parseAccept,
  parseAcceptEventField,
  parseAcceptEvents,
} from "@resource-events/fields";
import type { OfferedForm } from "./discovery.ts";

/**
 * The forms that `Accept-Events` offers for PREP (PREP-DI-2). Some servers nest the list that `accept` is in further lists,
 * or write it in another way that does not parse: of theirs the media types are taken, without their parameters.
 *
 * @returns undefined where it does not name the protocol
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
    return []; // what can't be read is not offered
  }
}

/** `prep`, quoted or not, where a member begins. */
const protocol = /(?:^|,)\s*(?:prep|"prep")\s*(?:[;,]|$)/i;
/** A media type in the event field `accept`: behind an opening bracket, a quote, or white space, and no parameter's value. */
const mediaType = /(?:^|[\s(])"?([\w!#$&^.+*-]+\/[\w!#$&^.+*-]+)/g;

function readLeniently(field: string): OfferedForm[] | undefined {
  if (!protocol.test(field)) return undefined;
  const [, accept = ""] = /;\s*accept\s*=(.*)/is.exec(field) ?? [];
  const types = new Set(Array.from(accept.matchAll(mediaType), ([, type = ""]) => type.toLowerCase()));
  return [...types].map((type) => ({ mediaType: type, parameters: new Map(), deltas: [] }));
}
