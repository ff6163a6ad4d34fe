import {
  type AcceptEventsItem,
  type EventFieldValue,
  FieldError,
  parseAcceptEventField,
  parseAcceptEvents,
  parseLastEventId,
  preferMediaTypes,
  preferredEvents,
} from "@resource-events/fields";
import type { Choice } from "../../delivery/choice.ts";
import type { Plan } from "../../delivery/plan.ts";
import type { HeaderFields } from "../../message.ts";
import type { Settings } from "../../settings/settings.ts";
import type { Discovery } from "../discovery.ts";
import { prepProtocol } from "./protocol.ts";
import type { PrepRefusal, PrepRefusalStatus } from "./refusal.ts";

/**
 * The result of negotiating PREP: a plan, a refusal, or `undefined` if the GET does not ask for PREP in a way that we know
 * (PREP-AE-3, PREP-NO-1).
 */
export type PrepNegotiation = PrepPlanned | PrepRefusal | undefined;

/** Notifications can be served. */
interface PrepPlanned {
  readonly kind: "plan";
  /** What to serve if the application's response admits it. */
  readonly plan: Plan;
  /** The header fields of the GET whose response is the representation. */
  readonly get: HeaderFields;
}

/** Negotiates PREP for a GET of `resource` with the fields `fields`. A pure function. */
export function negotiatePrep(
  resource: string,
  fields: HeaderFields,
  settings: Settings,
  discovery: Discovery,
): PrepNegotiation {
  const { prep } = settings;
  const field = fields.get("accept-events");
  if (prep === undefined || field === null) return undefined;
  let refused: PrepRefusalStatus | undefined;
  for (const item of readItems(field)) {
    if (item.protocol !== "prep") continue;
    const choice = choose(item, prep, settings.deltas);
    if (typeof choice === "number") {
      refused ??= choice;
      continue;
    }
    const given = fields.get("last-event-id");
    const lastEventId = given === null ? undefined : parseLastEventId(given);
    // The representation becomes a part of the content, and clients do not decode a content coding of a part.
    const get = new Headers([...fields]);
    get.delete("accept-encoding");
    return {
      kind: "plan",
      get,
      plan: {
        protocol: prepProtocol(choice, discovery),
        resource,
        choices: [choice],
        // `expires` is an integer (PREP-EV-4).
        duration: Math.max(1, Math.floor(settings.duration.default)),
        lastEventId,
        representation: lastEventId === undefined ? "always" : lastEventId === "*" ? "never" : "unless-resumed",
        latest: item.parameters.get("latest") === true,
      },
    };
  }
  return refused === undefined ? undefined : { kind: "prep-refusal", status: refused };
}

function readItems(field: string): AcceptEventsItem[] {
  try {
    return preferredEvents(parseAcceptEvents(field));
  } catch (error) {
    if (error instanceof FieldError) return [];
    throw error;
  }
}

/** Chooses the form for one item of `Accept-Events`, or returns the status that says why there is none. */
function choose(
  item: AcceptEventsItem,
  { forms }: NonNullable<Settings["prep"]>,
  deltas: Settings["deltas"],
): Choice | 400 | 406 {
  try {
    const ranges = parseAcceptEventField(item.parameters.get("accept") satisfies EventFieldValue | undefined);
    const [best] = preferMediaTypes(ranges, forms, ["delta"]);
    if (best === undefined) return 406;
    if (typeof (item.parameters.get("latest") ?? false) !== "boolean") return 400;
    const { form } = best.offer;
    const delta = deltas.wanted(best.range.parameters.get("delta"));
    return { encapsulation: "digest", form, delta: form.delta === true ? delta : undefined };
  } catch (error) {
    if (error instanceof FieldError) return 400;
    throw error;
  }
}
