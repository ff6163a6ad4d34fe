import { serializeEvents } from "@resource-events/fields";
import {
  boundaryOccurs,
  encodeCloseDelimiter,
  encodeDelimiter,
  encodeFirstDelimiter,
  encodeHttpChunk,
  encodeHttpMessageHead,
  encodeLastHttpChunk,
  encodePartHead,
} from "@resource-events/streams";
import type { Audience, AudienceKind } from "../../delivery/audience.ts";
import type { BodyReader } from "../../delivery/body-reader.ts";
import { concatenate, none } from "../../delivery/bytes.ts";
import type { Choice, EncapsulationName, EventsQueryPlan, Refusal } from "../../delivery/plan.ts";
import type { AudienceFinder, Preparation } from "../../delivery/preparation.ts";
import type { BaseResponse, ResponseFields } from "../../delivery/sink.ts";
import type { StartingPoint } from "../../delivery/starting-point.ts";
import { ServerError } from "../../errors.ts";
import { isJson } from "../../events/forms/json.ts";
import { normalMediaType } from "../../events/variant.ts";
import { varyWith } from "../discovery.ts";
import { announcedLength } from "../prep/response.ts";
import { refusal } from "../problem.ts";
import { contentFieldsOf, generalFieldsOf, representationFields, streamFields } from "../response-fields.ts";

/** How much of a representation is searched for the audience's boundary before the head leaves, and for how long that may keep it. */
const searched = { bytes: 64 * 1024, milliseconds: 20 };

/** What a body begins with, and how the representation is in it. */
type Beginning = Pick<Preparation, "audience" | "before" | "representation" | "after">;

/** Whether the answer to the plan's GET lets the subscription be served (EQ-RP-2, EQ-RP-3). */
export function eventsQueryAdmits({ state, conditional }: EventsQueryPlan, status: number): boolean {
  if (!state) return status >= 200 && status < 300;
  if (status === 304 || status === 412) return conditional;
  return status === 200 || status === 203 || status === 204 || status === 206 || status === 226;
}

/** The response with notifications, or the refusal of one whose representation does not fit (EQ-RP-4). */
export async function prepareEventsQuery(
  plan: EventsQueryPlan,
  base: BaseResponse,
  reader: BodyReader,
  start: StartingPoint,
  audienceOf: AudienceFinder,
): Promise<Preparation | Refusal> {
  const choice = plan.choices.find((one) => fits(one, plan, base));
  if (choice === undefined) {
    const type = base.fields.get("content-type") ?? "none";
    return refusal(
      406,
      "representation-not-json",
      `In application/json-seq the representation must be JSON, and its media type is ${type}.`,
    );
  }
  const variant = plan.state ? normalMediaType(base.fields.get("content-type") ?? "") : undefined;
  const head = generalFieldsOf(base.fields, representationFields);
  const begin = plan.state ? withState[choice.encapsulation] : withoutState;
  const beginning = await begin({ kind: { ...choice, variant }, base, head, reader, audienceOf });
  const delimited = choice.encapsulation === "mixed";
  return {
    kind: "preparation",
    status: 200,
    fields: [
      ...head,
      ...streamFields(start.id),
      ["Content-Type", contentType(choice, beginning.audience)],
      ["Events", serializeEvents({ duration: plan.duration })],
      ["Vary", varyWith(base.fields.get("vary"), ["Accept", "Content-Type", "Last-Event-ID"])],
      ...plan.discovery,
    ],
    ...beginning,
    close: delimited ? encodeCloseDelimiter : noClose,
  };
}

/** Outside of the function that prepares a response: nothing of that one is kept for as long as the stream lasts. */
function noClose(): undefined {}

function fits({ encapsulation }: Choice, { state }: EventsQueryPlan, { status, fields }: BaseResponse): boolean {
  if (!state || encapsulation !== "json-seq") return true;
  if (!hasContent(status)) return false;
  const type = normalMediaType(fields.get("content-type") ?? "");
  return type !== undefined && isJson(type) && !fields.has("content-encoding");
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

interface BeginningContext {
  readonly kind: AudienceKind;
  readonly base: BaseResponse;
  readonly head: ResponseFields;
  readonly reader: BodyReader;
  readonly audienceOf: AudienceFinder;
}

async function withoutState({ kind, audienceOf }: BeginningContext): Promise<Beginning> {
  const audience = audienceOf(kind, true);
  const before = kind.encapsulation === "mixed" ? encodeFirstDelimiter(audience.boundary) : none;
  return { audience, before, representation: undefined, after: none };
}

/** How each encapsulation begins with the representation (EQ-RP-1). */
const withState: Readonly<Record<EncapsulationName, (context: BeginningContext) => Promise<Beginning>>> = {
  mixed: beginMixed,
  digest: beginMixed,
  http: beginHttp,
  "json-seq": beginJsonSequence,
  single: withoutState,
};

async function beginMixed({ kind, base, reader, audienceOf }: BeginningContext): Promise<Beginning> {
  const sent = hasContent(base.status);
  const whole = sent ? await reader.whole(searched.bytes, searched.milliseconds) : none;
  const common = audienceOf(kind, true);
  // One boundary delimits representation and notifications here, so that what was not searched gets its own.
  const audience = whole !== undefined && !boundaryOccurs(whole, common.boundary) ? common : audienceOf(kind, false);
  const length = whole?.byteLength ?? announcedLength(base.fields);
  const fields = contentFieldsOf(base.fields).filter(([name]) => name !== "Content-Length");
  const part: ResponseFields = sent
    ? [...fields, ...(length === undefined ? [] : ([["Content-Length", String(length)]] as const))]
    : [];
  return {
    audience,
    before: concatenate([encodeFirstDelimiter(audience.boundary), encodePartHead(part)]),
    representation: sent ? (length === undefined ? {} : { length }) : undefined,
    after: encodeDelimiter(audience.boundary),
  };
}

async function beginHttp({ kind, base, head, reader, audienceOf }: BeginningContext): Promise<Beginning> {
  const audience = audienceOf(kind, true);
  const { status } = base;
  // Fields that repeat the response's own are left out (EQ-ST-4); so are those of its connection.
  const repeated = head.map(([name]) => name.toLowerCase());
  const fields = [...generalFieldsOf(base.fields, repeated), ...contentFieldsOf(base.fields)].filter(
    ([name]) => name !== "Content-Length",
  );
  if (!hasContent(status)) {
    return {
      audience,
      before: encodeHttpMessageHead({ status, fields }, status === 412 ? { length: 0 } : "none"),
      representation: undefined,
      after: none,
    };
  }
  const whole = await reader.whole(searched.bytes, searched.milliseconds);
  const length = whole?.byteLength ?? announcedLength(base.fields);
  if (length === undefined) {
    return {
      audience,
      before: encodeHttpMessageHead({ status, fields }, "chunked"),
      representation: { piece: encodeHttpChunk },
      after: encodeLastHttpChunk(),
    };
  }
  const before = encodeHttpMessageHead({ status, fields }, { length });
  return { audience, before, representation: { length }, after: none };
}

const recordSeparator = 0x1e;
const lineFeed = 0x0a;

async function beginJsonSequence({ kind, base, audienceOf }: BeginningContext): Promise<Beginning> {
  const length = announcedLength(base.fields);
  const piece = (bytes: Uint8Array): Uint8Array => {
    if (!bytes.includes(recordSeparator)) return bytes;
    throw new ServerError("representation", "The representation is no JSON: it has a record separator");
  };
  return {
    audience: audienceOf(kind, true),
    before: Uint8Array.of(recordSeparator),
    representation: length === undefined ? { piece } : { piece, length },
    after: Uint8Array.of(lineFeed),
  };
}

function hasContent(status: number): boolean {
  return status !== 204 && status !== 304 && status !== 412;
}
