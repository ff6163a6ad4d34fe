import {
  type AcceptEventsItem,
  type EventFieldValue,
  FieldError,
  parseAccept,
  parseAcceptEventField,
  parseAcceptEvents,
  parseLastEventId,
  preferMediaTypes,
  preferredEvents,
} from "@resource-events/fields";
import type { Choice, PrepPlan } from "../../delivery/plan.ts";
import type { Settings } from "../../settings/settings.ts";
import type { Discovery } from "../discovery.ts";

/** Why notifications are not served, as a status code in `Events` (PREP-NO-4). */
export type PrepRefusalStatus = 400 | 403 | 406 | 412 | 429 | 503;

/** What the fields of a GET ask for. */
export type PrepNegotiation = PrepIgnored | PrepRefused | PrepPlanned;

/** Notifications are not asked for, or not in a way that is known: the ordinary response (PREP-AE-3, PREP-NO-1). */
export interface PrepIgnored {
  /** Tells the outcomes from one another. */
  readonly kind: "ignored";
}

/** They are asked for and can't be served: the ordinary response says why (PREP-NO-4). */
export interface PrepRefused {
  /** Tells the outcomes from one another. */
  readonly kind: "refused";
  /** Why. */
  readonly status: PrepRefusalStatus;
  /** Seconds after which they may be served. */
  readonly retryAfter?: number | undefined;
}

/** They can be served. */
export interface PrepPlanned {
  /** Tells the outcomes from one another. */
  readonly kind: "plan";
  /** What is served, if the resource's own answer admits it. */
  readonly plan: PrepPlan;
}

/** Negotiates PREP for a GET of `resource` with the fields `headers`. Pure. */
export function negotiatePrep(
  resource: string,
  headers: Headers,
  settings: Settings,
  discovery: Discovery,
): PrepNegotiation {
  const { prep } = settings;
  const field = headers.get("accept-events");
  if (prep === undefined || field === null) return { kind: "ignored" };
  const asked = readItems(field).filter(({ protocol }) => protocol === "prep");
  let refused: PrepRefusalStatus | undefined;
  for (const item of asked) {
    const choice = choose(item, prep);
    if (typeof choice === "number") {
      refused ??= choice;
      continue;
    }
    const lastEventId = parseLastEventId(headers.get("last-event-id"));
    return {
      kind: "plan",
      plan: {
        protocol: "prep",
        resource,
        choices: [choice],
        // `expires` is an integer (PREP-EV-4).
        duration: Math.max(1, Math.floor(settings.duration.default)),
        lastEventId,
        state: lastEventId === undefined,
        latest: item.parameters.get("latest") === true,
        discovery: [...discovery.acceptEvents, ...discovery.acceptQuery],
      },
    };
  }
  return refused === undefined ? { kind: "ignored" } : { kind: "refused", status: refused };
}

function readItems(field: string): AcceptEventsItem[] {
  try {
    return preferredEvents(parseAcceptEvents(field));
  } catch (error) {
    if (error instanceof FieldError) return [];
    throw error;
  }
}

/** The form for one item of `Accept-Events`, or why there is none. */
function choose(item: AcceptEventsItem, { forms }: NonNullable<Settings["prep"]>): Choice | 400 | 406 {
  try {
    const ranges = parseAcceptEventField(item.parameters.get("accept") satisfies EventFieldValue | undefined);
    const [best] = preferMediaTypes(ranges, forms, ["delta"]);
    if (best === undefined) return 406;
    if (typeof (item.parameters.get("latest") ?? false) !== "boolean") return 400;
    return { encapsulation: "digest", form: best.offer.form, delta: checkedDelta(best.range.parameters.get("delta")) };
  } catch (error) {
    if (error instanceof FieldError) return 400;
    throw error;
  }
}

/** The value of the parameter `delta`: media ranges, or a {@link FieldError}. */
export function checkedDelta(delta: string | undefined): string | undefined {
  if (delta !== undefined) parseAccept(delta);
  return delta;
}
