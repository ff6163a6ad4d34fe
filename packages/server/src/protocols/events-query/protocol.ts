import { serializeEvents } from "@resource-events/fields";
import { encodeCloseDelimiter } from "@resource-events/streams";
import type { Audience } from "../../delivery/audience.ts";
import type { Choice } from "../../delivery/choice.ts";
import type { CompleteResponse, Protocol, StreamHead, StreamHeadContext } from "../../delivery/protocol.ts";
import { isJson } from "../../events/forms/json.ts";
import type { HeaderFields } from "../../message.ts";
import type { Discovery } from "../discovery.ts";
import { problemResponse } from "../problem.ts";
import { representationFields, sortFields, streamFields, varyWith } from "../response-fields.ts";
import { beginWithoutState, beginWithState, hasContent } from "./beginning.ts";
import { hasPreconditions } from "./representation-request.ts";

/** HTTP Events Query, for a plan with these choices. If `state` is true, the client asked for the representation, by `get`. */
export function eventsQueryProtocol(
  state: boolean,
  get: HeaderFields,
  choices: readonly Choice[],
  discovery: Discovery,
): Protocol {
  const conditional = hasPreconditions(get);
  return {
    name: "events-query",
    admits: (status) => admits(status, state, conditional),
    // `duration` has at most three decimals, and 0 would have another meaning.
    promise: (seconds) => Math.max(0.001, Math.floor(seconds * 1000) / 1000),
    streamHead: (context) => streamHead(context, choices, discovery),
  };
}

/** Whether a stream may follow if the plan's GET got a response with this status (EQ-RP-2, EQ-RP-3). */
function admits(status: number, state: boolean, conditional: boolean): boolean {
  if (!state) return status >= 200 && status < 300;
  if (status === 304 || status === 412) return conditional;
  return status === 200 || status === 203 || status === 204 || status === 206 || status === 226;
}

/** Composes the response with notifications, or a refusal if the representation fits no choice (EQ-RP-4). */
async function streamHead(
  context: StreamHeadContext,
  choices: readonly Choice[],
  discovery: Discovery,
): Promise<StreamHead | CompleteResponse> {
  const { fields, representation, eventId, duration } = context;
  const { general } = sortFields(fields, representationFields);
  const choice = choices.find((one) => fits(one, context));
  if (choice === undefined) {
    const type = fields.get("content-type") ?? "none";
    const detail = `In application/json-seq, the representation must be JSON, but its media type is ${type}.`;
    const refusal = problemResponse(406, "representation-not-json", detail);
    // The fields that the application adds to all of its responses, such as those of CORS, belong in this one, too.
    return { ...refusal, fields: [...general, ...refusal.fields] };
  }
  const kind = { ...choice, variant: representation ? context.variant : undefined };
  const begin = representation ? beginWithState[choice.encapsulation] : beginWithoutState;
  const beginning = await begin({ ...context, kind, head: general });
  if ("kind" in beginning) return { ...beginning, fields: [...general, ...beginning.fields] };
  return {
    kind: "stream",
    status: 200,
    fields: [
      ...general,
      ...streamFields(eventId),
      ["Content-Type", contentType(choice, beginning.audience)],
      ["Events", serializeEvents({ duration })],
      ["Vary", varyWith(fields.get("vary"), ["Accept", "Content-Type", "Last-Event-ID"])],
      ...discovery.acceptQuery,
    ],
    ...beginning,
    close: choice.encapsulation === "mixed" ? encodeCloseDelimiter : noClose,
  };
}

/** Defined outside `streamHead`, so that it keeps nothing of that function's scope in memory while the stream lasts. */
function noClose(): undefined {}

function fits({ encapsulation }: Choice, { representation, status, fields, variant }: StreamHeadContext): boolean {
  if (!representation || encapsulation !== "json-seq") return true;
  return hasContent(status) && variant !== undefined && isJson(variant) && fields.get("content-encoding") === null;
}

function contentType({ encapsulation, form }: Choice, { boundary }: Audience): string {
  switch (encapsulation) {
    case "mixed":
    case "digest":
      return `multipart/mixed; boundary="${boundary}"`;
    case "http":
      return "application/http";
    case "json-seq":
      return "application/json-seq";
    case "single":
      return form.mediaType;
  }
}
