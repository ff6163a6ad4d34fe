import type { End } from "../scenarios/scenario.ts";

/** Bytes as a client under test prints them. */
export interface PrintedBytes {
  /** The bytes as text, where they are UTF-8. */
  readonly body?: string | undefined;
  /** The bytes in Base64. */
  readonly base64?: string | undefined;
}

/** A representation that a client saw. */
export interface ObservedRepresentation extends PrintedBytes {
  readonly status?: number | undefined;
  readonly type?: string | null | undefined;
}

/** A notification that a client saw. */
export interface ObservedNotification extends PrintedBytes {
  readonly eventId?: string | null | undefined;
  readonly type?: string | null | undefined;
  readonly mediaType?: string | null | undefined;
}

/** One line of what a client under test prints; `vectors/observation.schema.json` says the same to other languages. */
export type Observation =
  | { readonly representation: ObservedRepresentation }
  | { readonly notification: ObservedNotification }
  | { readonly end: End; readonly code?: string | undefined };

/** Reads one value of JSON as an observation; a text says what is wrong with it. */
export function readObservation(value: unknown): Observation | string {
  if (!isObject(value)) return "is no object";
  const kinds = ["representation", "notification", "end"].filter((name) => name in value);
  if (kinds.length !== 1) return "has not exactly one of representation, notification and end";
  if ("end" in value) {
    const code = value["code"] === undefined ? {} : { code: String(value["code"]) };
    const end = ends.find((one) => one === value["end"]);
    return end ? { end, ...code } : `has an end that is none of ${ends.join(", ")}`;
  }
  const isRepresentation = "representation" in value;
  const observed = isRepresentation ? value["representation"] : value["notification"];
  if (!isObject(observed)) return "holds no object";
  const texts = isRepresentation ? ["type"] : ["eventId", "type", "mediaType"];
  for (const name of texts) {
    const text = observed[name];
    if (text !== undefined && text !== null && typeof text !== "string") return `has a ${name} that is no string`;
  }
  for (const name of ["body", "base64"]) {
    if (observed[name] !== undefined && typeof observed[name] !== "string") return `has a ${name} that is no string`;
  }
  if (observed["body"] !== undefined && observed["base64"] !== undefined) return "has both body and base64";
  if (!isRepresentation) return { notification: observed };
  const { status } = observed;
  if (status !== undefined && !Number.isInteger(status)) return "has a status that is no integer";
  if (observed["body"] === undefined && observed["base64"] === undefined) return "has neither body nor base64";
  return { representation: observed };
}

/** The bytes that were printed, one character each; undefined where none were. */
export function printedBytes({ body, base64 }: PrintedBytes): string | undefined {
  if (base64 !== undefined) return Buffer.from(base64, "base64").toString("latin1");
  return body === undefined ? undefined : Buffer.from(body, "utf8").toString("latin1");
}

const ends: readonly End[] = ["clean", "cut-off", "error", "no-notifications"];

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
