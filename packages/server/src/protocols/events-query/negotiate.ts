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
import type { Choice, EncapsulationName } from "../../delivery/choice.ts";
import type { Plan } from "../../delivery/plan.ts";
import type { CompleteResponse } from "../../delivery/protocol.ts";
import { isJson } from "../../events/forms/json.ts";
import type { HeaderFields, RequestContent } from "../../message.ts";
import type { Deltas } from "../../settings/deltas.ts";
import type { OfferedForm, Settings } from "../../settings/settings.ts";
import type { Discovery } from "../discovery.ts";
import { type ProblemStatus, problemResponse } from "../problem.ts";
import { eventsQueryProtocol } from "./protocol.ts";
import { representationRequest } from "./representation-request.ts";

/** The media types of streams that the request's `Accept` can choose from; `multipart/mixed` if it accepts all (EQ-ST-3). */
const offers = (
  [
    ["multipart/mixed", "mixed"],
    ["application/http", "http"],
    ["application/json-seq", "json-seq"],
  ] as const satisfies (readonly [string, EncapsulationName])[]
).map(([mediaType, name]) => ({ mediaType: parseMediaType(mediaType), name }));

/** The status for each error in the content of a QUERY (EQ-RQ-2). */
const statuses: Readonly<Partial<Record<FieldErrorCode, ProblemStatus>>> = {
  "content-type-missing": 400,
  "content-type-malformed": 400,
  "content-type-unsupported": 415,
  "content-too-large": 413,
  "content-syntax": 400,
  "content-semantics": 422,
  "content-too-deep": 422,
};

/** The result of negotiating a QUERY: a plan, or the response to a request that can't be served. */
export type EventsQueryNegotiation = EventsQueryPlanned | CompleteResponse;

/** The QUERY can be served. */
interface EventsQueryPlanned {
  readonly kind: "plan";
  /** What to serve if the application's response admits it. */
  readonly plan: Plan;
  /** The header fields of the GET whose response is the representation (EQ-RP-1), or shows that the resource has one (EQ-RP-2). */
  readonly get: HeaderFields;
}

/** A QUERY of a resource, with its content. */
export interface EventsQueryRequest {
  /** The key of the resource. */
  readonly resource: string;
  /** The header fields of the request. */
  readonly fields: HeaderFields;
  /** The content of the request. */
  readonly content: RequestContent;
}

type EventsQuerySettings = NonNullable<Settings["eventsQuery"]>;

/** Negotiates Events Query. A pure function. */
export function negotiateEventsQuery(
  { resource, fields, content }: EventsQueryRequest,
  settings: Pick<Settings, "duration" | "deltas"> & { readonly eventsQuery: EventsQuerySettings },
  discovery: Discovery,
): EventsQueryNegotiation {
  const { eventsQuery } = settings;
  if (content === "broken off") return problemResponse(400, "content-syntax", "The content was cut off.");
  if (content === "too large") {
    const most = eventsQuery.content.bytes ?? 16_384;
    return problemResponse(413, "content-too-large", `The content of a QUERY may have at most ${most} bytes.`);
  }
  const coding = fields.get("content-encoding");
  if (coding !== null && coding.toLowerCase() !== "identity") {
    const detail = `The content of a QUERY must not have a content coding, but it has ${coding}.`;
    return problemResponse(415, "content-encoding-unsupported", detail, [
      ["Accept-Encoding", "identity"],
      ...discovery.acceptQuery,
    ]);
  }
  try {
    const { realizations } = eventsQuery;
    const subscription = readSubscription(content, fields.get("content-type"), realizations, eventsQuery.content);
    const [first, ...others] = chooseAll(subscription, fields, eventsQuery.forms, settings.deltas);
    if (first === undefined) {
      const what = subscription.events === undefined ? "notification" : "stream of notifications";
      return problemResponse(
        406,
        "not-acceptable",
        `No available ${what} is acceptable. ${offered(eventsQuery.forms)}.`,
      );
    }
    const { state, events } = subscription;
    const get = representationRequest(fields, state, first.encapsulation);
    const given = events?.fields.get("last-event-id") ?? fields.get("last-event-id");
    return {
      kind: "plan",
      plan: {
        protocol: eventsQueryProtocol(state !== undefined, get, [first, ...others], discovery),
        resource,
        choices: [first, ...others],
        duration: grantedDuration(fields.get("events"), settings.duration),
        lastEventId: given === null ? undefined : parseLastEventId(given),
        representation: state === undefined ? "never" : "always",
        latest: events?.members["latest"] === true,
      },
      get,
    };
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    const status = statuses[error.code] ?? 400;
    return problemResponse(status, error.code, error.message, status === 415 ? discovery.acceptQuery : []);
  }
}

/** Returns all choices that fit, best first: by encapsulation, then by form. */
function chooseAll(
  { events }: Subscription,
  request: HeaderFields,
  forms: readonly OfferedForm[],
  deltas: Deltas,
): Choice[] {
  const accept = acceptOf(request);
  if (events === undefined) {
    return chooseForms(accept, forms, deltas).map((chosen) => ({ ...chosen, encapsulation: "single" }));
  }
  const chosenForms = chooseForms(notificationRanges(events), forms, deltas);
  return preferMediaTypes(accept, offers).flatMap(({ offer: { name } }) =>
    chosenForms
      .filter(({ form }) => name !== "json-seq" || isJson(form.mediaType))
      .map((chosen) => ({ ...chosen, encapsulation: name })),
  );
}

function chooseForms(
  ranges: MediaRange[] | undefined,
  forms: readonly OfferedForm[],
  deltas: Deltas,
): Omit<Choice, "encapsulation">[] {
  return preferMediaTypes(ranges, forms, ["delta"]).map(({ offer, range }) => ({
    form: offer.form,
    delta: offer.form.delta === true ? deltas.wanted(range.parameters.get("delta")) : undefined,
  }));
}

/** The request's `Accept`. A malformed one counts as absent, because some clients send one by default (Java, for example). */
function acceptOf(request: HeaderFields): MediaRange[] | undefined {
  try {
    return rangesOf(request.get("accept"));
  } catch {
    return undefined;
  }
}

/** The media ranges of an `Accept`. Throws if it is malformed, or a `delta` in it is. */
function rangesOf(accept: string | null): MediaRange[] | undefined {
  if (accept === null) return undefined;
  const ranges = parseAccept(accept);
  for (const { parameters } of ranges) {
    const delta = parameters.get("delta");
    if (delta !== undefined) parseAccept(delta);
  }
  return ranges;
}

/** The member `Accept` of `events`. A malformed one is refused (EQ-RQ-2). */
function notificationRanges({ fields }: Interest): MediaRange[] | undefined {
  try {
    return rangesOf(fields.get("accept") ?? null);
  } catch (cause) {
    throw new FieldError("content-semantics", `"Accept" in "events" is malformed: ${String(cause)}`);
  }
}

/** The duration that the client gets, in seconds (EQ-EV-1, EQ-EV-3). */
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
  const notifications = forms.map(({ form }) => form.mediaType).join(", ");
  return `Streams are available in ${encapsulated} (chosen by Accept of the request), notifications in ${notifications} (chosen by Accept in "events", or by Accept of the request if it asks for a single notification)`;
}
