import {
  FieldError,
  type FieldErrorCode,
  type Interest,
  type MediaRange,
  parseAccept,
  parseEvents,
  parseLastEventId,
  parseMediaType,
  preferMediaTypes,
  readSubscription,
  type Subscription,
} from "@resource-events/fields";
import type { Choice, EncapsulationName, EventsQueryPlan, Refusal } from "../../delivery/plan.ts";
import { isJson } from "../../events/forms/json.ts";
import type { OfferedForm, Settings } from "../../settings/settings.ts";
import type { Discovery } from "../discovery.ts";
import { checkedDelta } from "../prep/negotiate.ts";
import { refusal } from "../problem.ts";
import { hasPreconditions, representationRequest } from "./representation-request.ts";

/** What is offered to the request's `Accept` where a stream is asked for; `multipart/mixed` where anything goes (EQ-ST-3). */
const offers = (
  [
    ["multipart/mixed", "mixed"],
    ["application/http", "http"],
    ["application/json-seq", "json-seq"],
  ] as const satisfies (readonly [string, EncapsulationName])[]
).map(([mediaType, name]) => ({ mediaType: parseMediaType(mediaType), name }));

/** The status of each fault of a subscription's content (EQ-RQ-2). */
const statuses: Readonly<Partial<Record<FieldErrorCode, Refusal["status"]>>> = {
  "content-type-missing": 400,
  "content-type-malformed": 400,
  "content-type-unsupported": 415,
  "content-too-large": 413,
  "content-syntax": 400,
  "content-semantics": 422,
  "content-too-deep": 422,
};

/** What a QUERY is to be answered with, as far as it tells that itself. */
export type EventsQueryNegotiation = EventsQueryPlanned | Refusal;

/** It can be served. */
export interface EventsQueryPlanned {
  /** Tells this from a {@link Refusal}. */
  readonly kind: "plan";
  /** What is served, if the resource's own answer admits it. */
  readonly plan: EventsQueryPlan;
}

/** A QUERY of `resource`, with its content. */
export interface EventsQueryRequest {
  /** The key of the resource. */
  readonly resource: string;
  /** The fields of the request. */
  readonly headers: Headers;
  /** What came as content, or that it was longer than the limit. */
  readonly content: Uint8Array | "too large";
}

/** Negotiates Events Query: a plan, or the answer to a request that can't be served. Pure. */
export function negotiateEventsQuery(
  { resource, headers, content }: EventsQueryRequest,
  settings: Settings & { readonly eventsQuery: NonNullable<Settings["eventsQuery"]> },
  discovery: Discovery,
): EventsQueryNegotiation {
  const { eventsQuery } = settings;
  if (content === "too large") {
    const most = eventsQuery.content.bytes ?? 16_384;
    return refusal(413, "content-too-large", `A subscription may have ${most} bytes at most.`);
  }
  const coding = headers.get("content-encoding");
  if (coding !== null && coding.toLowerCase() !== "identity") {
    const detail = `A subscription must come without content coding, not in ${coding}.`;
    return refusal(415, "content-encoding-unsupported", detail, [
      ["Accept-Encoding", "identity"],
      ...discovery.acceptQuery,
    ]);
  }
  try {
    const subscription = readSubscription(
      content,
      headers.get("content-type"),
      eventsQuery.realizations,
      eventsQuery.content,
    );
    const [first, ...others] = chooseAll(subscription, headers, eventsQuery.forms);
    if (first === undefined) {
      const what = subscription.events === undefined ? "notification" : "stream of notifications";
      return refusal(406, "not-acceptable", `No ${what} on offer is acceptable: ${offered(eventsQuery.forms)}.`);
    }
    const get = representationRequest(headers, subscription.state, first.encapsulation);
    return {
      kind: "plan",
      plan: {
        protocol: "events-query",
        resource,
        choices: [first, ...others],
        duration: grantedDuration(headers.get("events"), settings.duration),
        lastEventId: parseLastEventId(subscription.events?.fields.get("last-event-id") ?? headers.get("last-event-id")),
        state: subscription.state !== undefined,
        latest: subscription.events?.members["latest"] === true,
        get,
        conditional: hasPreconditions(get),
        discovery: discovery.acceptQuery,
      },
    };
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    const status = statuses[error.code] ?? 400;
    return refusal(status, error.code, error.message, status === 415 ? discovery.acceptQuery : []);
  }
}

/** Every choice that fits, best first: by encapsulation, then by form. */
function chooseAll({ events }: Subscription, headers: Headers, forms: readonly OfferedForm[]): Choice[] {
  const accept = acceptOf(headers);
  if (events === undefined) return chooseForms(accept, forms).map((chosen) => ({ ...chosen, encapsulation: "single" }));
  const chosenForms = chooseForms(notificationRanges(events), forms);
  return preferMediaTypes(accept, offers).flatMap(({ offer: { name } }) =>
    chosenForms
      .filter(({ form }) => name !== "json-seq" || isJson(form.mediaType))
      .map((chosen) => ({ ...chosen, encapsulation: name })),
  );
}

function chooseForms(ranges: MediaRange[] | undefined, forms: readonly OfferedForm[]): Omit<Choice, "encapsulation">[] {
  return preferMediaTypes(ranges, forms, ["delta"]).map(({ offer, range }) => ({
    form: offer.form,
    delta: range.parameters.get("delta"),
  }));
}

/** The request's `Accept`; one that does not parse says nothing, as in the requests that Java makes by itself. */
function acceptOf(headers: Headers): MediaRange[] | undefined {
  try {
    const ranges = rangesOf(headers.get("accept"));
    for (const { parameters } of ranges ?? []) checkedDelta(parameters.get("delta"));
    return ranges;
  } catch {
    return undefined;
  }
}

function rangesOf(accept: string | null): MediaRange[] | undefined {
  return accept === null ? undefined : parseAccept(accept);
}

/** The member `Accept` of `events`; one that does not parse makes no sense (EQ-RQ-2). */
function notificationRanges({ fields }: Interest): MediaRange[] | undefined {
  try {
    const ranges = rangesOf(fields.get("accept") ?? null);
    for (const { parameters } of ranges ?? []) checkedDelta(parameters.get("delta"));
    return ranges;
  } catch (cause) {
    throw new FieldError("content-semantics", `"Accept" in "events" does not parse: ${String(cause)}`);
  }
}

/** What is granted of the duration that was wished for, in seconds (EQ-EV-1, EQ-EV-3). */
function grantedDuration(field: string | null, limits: Settings["duration"]): number {
  const wish = field === null ? undefined : readDuration(field);
  return wish === undefined || wish === 0 ? limits.default : Math.min(wish, limits.maximum);
}

function readDuration(field: string): number | undefined {
  try {
    return parseEvents(field).duration;
  } catch {
    return undefined;
  }
}

function offered(forms: readonly OfferedForm[]): string {
  const encapsulated = offers.map(({ mediaType: { type, subtype } }) => `${type}/${subtype}`).join(", ");
  return `streams come in ${encapsulated} (by Accept of the request), notifications in ${forms
    .map(({ form }) => form.mediaType)
    .join(", ")} (by Accept in "events", or of a request for a single one)`;
}
