import {
  type AcceptEventsItem,
  type EventFieldItem,
  parseMediaType,
  serializeAcceptEvents,
  serializeAcceptQuery,
} from "@resource-events/fields";
import type { ResponseFields } from "../delivery/sink.ts";
import { ServerError } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";

/** The fields by which a resource tells what it offers; made once, since they are the same for every resource. */
export interface Discovery {
  /** `Accept-Events` (PREP-DI-1, PREP-DI-2), where PREP is served. */
  readonly acceptEvents: ResponseFields;
  /** `Accept-Query` (EQ-DI-1), where Events Query is served. */
  readonly acceptQuery: ResponseFields;
}

/**
 * What the settings have to offer.
 *
 * @throws {@link ServerError} `option`, where a media type has parameters that these fields can't tell.
 */
export function discoveryOf(settings: Settings): Discovery {
  try {
    return fieldsOf(settings);
  } catch (cause) {
    throw new ServerError("option", "A form, delta or realization has a media type that can't be told", { cause });
  }
}

function fieldsOf({ prep, eventsQuery }: Settings): Discovery {
  return {
    acceptEvents: prep === undefined ? [] : [["Accept-Events", serializeAcceptEvents([prepItem(prep)])]],
    acceptQuery:
      eventsQuery === undefined
        ? []
        : [
            [
              "Accept-Query",
              serializeAcceptQuery(eventsQuery.realizations.map((one) => parseMediaType(one.mediaType))),
            ],
          ],
  };
}

function prepItem({ forms, deltas }: NonNullable<Settings["prep"]>): AcceptEventsItem {
  const accept = forms.map(({ form }): EventFieldItem => {
    const tells = form.delta === true && deltas.length > 0;
    return { value: form.mediaType, parameters: new Map(tells ? [["delta", deltas.join(", ")]] : []) };
  });
  return { protocol: "prep", weight: 1, parameters: new Map([["accept", accept]]) };
}

/**
 * Whether the status of an answer to GET or HEAD leaves room for advice on subscriptions: the resource is there, even
 * where this answer is no representation of it.
 */
export function isAdvertised(status: number): boolean {
  return status < 400 || status === 405 || status === 406 || status === 412 || status === 416;
}

/** The value of `Vary` with further names in it (PREP-DI-3). */
export function varyWith(vary: string | null, names: readonly string[]): string {
  const present = (vary ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (present.includes("*")) return "*";
  const known = new Set(present.map((name) => name.toLowerCase()));
  return [...present, ...names.filter((name) => !known.has(name.toLowerCase()))].join(", ");
}
