/** Response fields that pages of other origins may read (EQ-AR-4), in addition to those always allowed. */
const exposedFields = [
  "Events",
  "Accept-Query",
  "Accept-Events",
  "Event-ID",
  "ETag",
  "Location",
  "Retry-After",
  "Incremental",
  "Accept-Patch",
  "Allow",
  "Date",
].join(", ");

/** Request fields that pages of other origins may send (EQ-AR-4), in addition to those always allowed. */
const requestFields = [
  "Accept",
  "Accept-Events",
  "Accept-Query",
  "Content-Type",
  "Events",
  "Last-Event-ID",
  "If-Match",
  "If-None-Match",
  "If-Modified-Since",
  "If-Unmodified-Since",
  "Incremental",
].join(", ");

/** How long a browser may cache the response to a preflight request, in seconds (two hours). */
const preflightMaxAge = 7_200;

/** Whether an OPTIONS request is a CORS preflight. */
export function isPreflight(fields: Headers): boolean {
  return fields.has("Access-Control-Request-Method");
}

/** Allows pages of any origin to read a response. */
export function allowAnyOrigin(fields: Headers): void {
  fields.set("Access-Control-Allow-Origin", "*");
  fields.set("Access-Control-Expose-Headers", exposedFields);
}

/** Returns the fields of the response to a preflight request. */
export function preflightFields(methods: readonly string[]): Readonly<Record<string, string>> {
  return {
    "Access-Control-Allow-Methods": methods.join(", "),
    "Access-Control-Allow-Headers": requestFields,
    "Access-Control-Max-Age": String(preflightMaxAge),
  };
}
