import type { End } from "../scenarios/scenario.ts";

/** Bytes as a client prints them. */
export interface PrintedBytes {
  /** The bytes as text, if they are UTF-8. */
  readonly body?: string | undefined;
  /** The bytes in Base64. */
  readonly base64?: string | undefined;
}

/** A representation that a client received. */
export interface ObservedRepresentation extends PrintedBytes {
  readonly status?: number | undefined;
  readonly type?: string | null | undefined;
}

/** A notification that a client received. */
export interface ObservedNotification extends PrintedBytes {
  readonly eventId?: string | null | undefined;
  readonly type?: string | null | undefined;
  readonly mediaType?: string | null | undefined;
}

/** One line that a client prints. `vectors/observation.schema.json` describes the same for other languages. */
export type Observation =
  | { readonly representation: ObservedRepresentation }
  | { readonly notification: ObservedNotification }
  | { readonly end: End; readonly code?: string | undefined };

/** Reads a JSON value as an observation. Returns a text that describes the problem if it is invalid. */
export function readObservation(value: unknown): Observation | string {
  if (!isObject(value)) return "is not an object";
  const kinds = ["representation", "notification", "end"].filter((name) => name in value);
  if (kinds.length !== 1) return "does not have exactly one of representation, notification and end";
  if ("end" in value) {
    const code = value["code"] === undefined ? {} : { code: String(value["code"]) };
    const end = ends.find((one) => one === value["end"]);
    return end ? { end, ...code } : `has an end other than ${ends.join(", ")}`;
  }
  const isRepresentation = "representation" in value;
  const observed = isRepresentation ? value["representation"] : value["notification"];
  if (!isObject(observed)) return "has a value that is not an object";
  const texts = isRepresentation ? ["type"] : ["eventId", "type", "mediaType"];
  for (const name of texts) {
    const text = observed[name];
    if (text !== undefined && text !== null && typeof text !== "string") return `has a ${name} that is not a string`;
  }
  for (const name of ["body", "base64"]) {
    if (observed[name] !== undefined && typeof observed[name] !== "string") return `has a ${name} that is not a string`;
  }
  if (observed["body"] !== undefined && observed["base64"] !== undefined) return "has both body and base64";
  if (!isRepresentation) return { notification: observed };
  const { status } = observed;
  if (status !== undefined && !Number.isInteger(status)) return "has a status that is not an integer";
  if (observed["body"] === undefined && observed["base64"] === undefined) return "has neither body nor base64";
  return { representation: observed };
}

/** The printed bytes, one character each. `undefined` if there are none. */
export function printedBytes({ body, base64 }: PrintedBytes): string | undefined {
  if (base64 !== undefined) return Buffer.from(base64, "base64").toString("latin1");
  return body === undefined ? undefined : Buffer.from(body, "utf8").toString("latin1");
}

const ends: readonly End[] = ["clean", "cut-off", "error", "no-notifications"];

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
