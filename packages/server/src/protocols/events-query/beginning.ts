import {
  boundaryOccurs,
  encodeDelimiter,
  encodeFirstDelimiter,
  encodeHttpChunk,
  encodeHttpMessageHead,
  encodeLastHttpChunk,
  encodePartHead,
} from "@resource-events/streams";
import type { AudienceKind } from "../../delivery/audience.ts";
import { none } from "../../delivery/bytes.ts";
import type { EncapsulationName } from "../../delivery/choice.ts";
import type { CompleteResponse, StreamHead, StreamHeadContext } from "../../delivery/protocol.ts";
import { ServerError } from "../../errors.ts";
import type { Awaitable } from "../../events/log.ts";
import type { ResponseFields } from "../../message.ts";
import { problemResponse } from "../problem.ts";
import { announcedLength, sortFields } from "../response-fields.ts";

/** How much of a representation we search for the audience's boundary before we send the head, and how long we wait for it. */
const searched = { bytes: 64 * 1024, milliseconds: 20 };

/** How a body begins, and how it contains the representation. */
export type Beginning = Pick<StreamHead, "audience" | "before" | "representation" | "after">;

/** The input for composing a beginning. */
export interface BeginningContext
  extends Pick<StreamHeadContext, "status" | "fields" | "reader" | "audienceOf" | "privateAudienceOf"> {
  readonly kind: AudienceKind;
  /** The fields of the stream's own head. */
  readonly head: ResponseFields;
}

/** Begins a body without a representation. */
export function beginWithoutState({ kind, audienceOf }: BeginningContext): Beginning {
  const audience = audienceOf(kind);
  const before = kind.encapsulation === "mixed" ? [encodeFirstDelimiter(audience.boundary)] : [];
  return { audience, before, representation: undefined, after: [] };
}

/** Begins a body with the representation, for each encapsulation (EQ-RP-1). */
export const beginWithState: Readonly<
  Record<EncapsulationName, (context: BeginningContext) => Awaitable<Beginning | CompleteResponse>>
> = {
  mixed: beginMixed,
  digest: beginMixed,
  http: beginHttp,
  "json-seq": beginJsonSequence,
  single: beginWithoutState,
};

async function beginMixed({
  kind,
  status,
  fields,
  reader,
  audienceOf,
  privateAudienceOf,
}: BeginningContext): Promise<Beginning | CompleteResponse> {
  const sent = hasContent(status);
  const whole = sent ? await reader.whole(searched.bytes, searched.milliseconds) : none;
  const common = audienceOf(kind);
  // One boundary delimits representation and notifications. If the representation contains the shared boundary, or could not
  // be searched for it, the subscriber gets its own.
  const audience = whole !== undefined && !boundaryOccurs(whole, common.boundary) ? common : privateAudienceOf(kind);
  if (audience === undefined) {
    const detail = "This resource sends its events in too many ways already: ask for application/http.";
    return problemResponse(503, "too-many-audiences", detail, [["Retry-After", "5"]]);
  }
  const length = whole?.byteLength ?? announcedLength(fields);
  const part: ResponseFields = sent
    ? [...contentFields(fields), ...(length === undefined ? [] : ([["Content-Length", String(length)]] as const))]
    : [];
  return {
    audience,
    before: [encodeFirstDelimiter(audience.boundary), encodePartHead(part)],
    representation: sent ? (length === undefined ? {} : { length }) : undefined,
    after: [encodeDelimiter(audience.boundary)],
  };
}

async function beginHttp({
  kind,
  status,
  fields: given,
  head,
  reader,
  audienceOf,
}: BeginningContext): Promise<Beginning> {
  const audience = audienceOf(kind);
  // We omit the fields that repeat those of the head (EQ-ST-4), and those of the connection.
  const repeated = head.map(([name]) => name.toLowerCase());
  const { general, content } = sortFields(given, repeated);
  const fields = [...general, ...content].filter(([name]) => name !== "Content-Length");
  if (!hasContent(status)) {
    return {
      audience,
      before: [encodeHttpMessageHead({ status, fields }, status === 412 ? { length: 0 } : "none")],
      representation: undefined,
      after: [],
    };
  }
  const whole = await reader.whole(searched.bytes, searched.milliseconds);
  const length = whole?.byteLength ?? announcedLength(given);
  if (length === undefined) {
    return {
      audience,
      before: [encodeHttpMessageHead({ status, fields }, "chunked")],
      representation: { piece: encodeHttpChunk },
      after: [encodeLastHttpChunk()],
    };
  }
  const before = [encodeHttpMessageHead({ status, fields }, { length })];
  return { audience, before, representation: { length }, after: [] };
}

const recordSeparator = 0x1e;
const lineFeed = 0x0a;

function beginJsonSequence({ kind, fields, audienceOf }: BeginningContext): Beginning {
  const length = announcedLength(fields);
  const piece = (bytes: Uint8Array): Uint8Array => {
    if (!bytes.includes(recordSeparator)) return bytes;
    throw new ServerError("representation", "The representation is not JSON: it contains a record separator");
  };
  return {
    audience: audienceOf(kind),
    before: [Uint8Array.of(recordSeparator)],
    representation: length === undefined ? { piece } : { piece, length },
    after: [Uint8Array.of(lineFeed)],
  };
}

function contentFields(fields: BeginningContext["fields"]): ResponseFields {
  return sortFields(fields).content.filter(([name]) => name !== "Content-Length");
}

/** Whether a response of the application with this status has content. */
export function hasContent(status: number): boolean {
  return status !== 204 && status !== 304 && status !== 412;
}
