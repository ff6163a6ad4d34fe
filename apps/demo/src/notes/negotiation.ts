import { FieldError, type MediaRange, type MediaType, parseAccept, preferMediaTypes } from "@resource-events/fields";
import { NotesProblem } from "./problem.ts";

/**
 * Chooses an offer according to `Accept` (RFC 9110 section 12.5.1). A field that does not parse counts as absent.
 *
 * @param offers - in the server's order of preference
 * @throws {NotesProblem} 406 `not-acceptable`
 */
export function negotiate<Offer extends { readonly contentType: string; readonly mediaType: MediaType }>(
  fields: Headers,
  offers: readonly Offer[],
): Offer {
  const [preferred] = preferMediaTypes(readAccept(fields), offers);
  if (preferred !== undefined) return preferred.offer;
  const types = offers.map(({ contentType }) => contentType).join(" or ");
  const detail = `Accept excludes the available media type: ${types}. Add it to Accept, or leave out the field.`;
  throw new NotesProblem(406, "not-acceptable", detail, { Vary: "Accept" });
}

function readAccept(fields: Headers): MediaRange[] | undefined {
  const value = fields.get("Accept");
  if (value === null) return undefined;
  try {
    return parseAccept(value);
  } catch (reason) {
    if (reason instanceof FieldError) return undefined;
    throw reason;
  }
}
