import {
  type AcceptEventsItem,
  type EventFieldItem,
  parseMediaType,
  serializeAcceptEvents,
  serializeAcceptQuery,
} from "@resource-events/fields";
import { ServerError } from "../errors.ts";
import type { HeaderFields, ResponseFields } from "../message.ts";
import type { Settings } from "../settings/settings.ts";
import { varyWith } from "./response-fields.ts";

/** The fields that advertise what a resource offers. They are the same for all resources, so they are made once. */
export interface Discovery {
  /** `Accept-Events` (PREP-DI-1, PREP-DI-2), if PREP is served. */
  readonly acceptEvents: ResponseFields;
  /** `Accept-Query` (EQ-DI-1), if Events Query is served. */
  readonly acceptQuery: ResponseFields;
  /** The fields for an ordinary response to GET or HEAD (PREP-DI-1, PREP-DI-3, EQ-DI-1). */
  forRead(status: number, fields: HeaderFields): ResponseFields;
  /** The fields for a response to OPTIONS. */
  forOptions(status: number): ResponseFields;
}

/**
 * Makes the fields for what the settings offer.
 *
 * @throws {@link ServerError} `option` if a media type has parameters that these fields can't express.
 */
export function discoveryOf({ prep, eventsQuery, deltas }: Settings): Discovery {
  try {
    const acceptEvents: ResponseFields =
      prep === undefined ? [] : [["Accept-Events", serializeAcceptEvents([prepItem(prep, deltas.names)])]];
    const acceptQuery: ResponseFields =
      eventsQuery === undefined ? [] : [["Accept-Query", acceptQueryOf(eventsQuery.realizations)]];
    const advice = [...acceptEvents, ...acceptQuery];
    return {
      acceptEvents,
      acceptQuery,
      forRead(status, fields) {
        const advertised = isAdvertised(status) ? advice : [];
        return prep === undefined
          ? advertised
          : [...advertised, ["Vary", varyWith(fields.get("vary"), ["Accept-Events"])]];
      },
      forOptions: (status) => (isAdvertised(status) ? acceptQuery : []),
    };
  } catch (cause) {
    throw new ServerError("option", "The media type of a form, delta or realization can't be written in a field", {
      cause,
    });
  }
}

function acceptQueryOf(realizations: NonNullable<Settings["eventsQuery"]>["realizations"]): string {
  return serializeAcceptQuery(realizations.map((one) => parseMediaType(one.mediaType)));
}

function prepItem({ forms }: NonNullable<Settings["prep"]>, deltas: readonly string[]): AcceptEventsItem {
  const accept = forms.map(({ form }): EventFieldItem => {
    const includesDeltas = form.delta === true && deltas.length > 0;
    return { value: form.mediaType, parameters: new Map(includesDeltas ? [["delta", deltas.join(", ")]] : []) };
  });
  return { protocol: "prep", weight: 1, parameters: new Map([["accept", accept]]) };
}

/**
 * Whether a response with this status advertises what the resource offers. These statuses show that the resource exists,
 * even if the response is not a representation of it.
 */
export function isAdvertised(status: number): boolean {
  return status < 400 || status === 405 || status === 406 || status === 412 || status === 416;
}
