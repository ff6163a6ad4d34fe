/** Fields of responses that a page of another origin may read (EQ-AR-4), beyond those it always may. */
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

/** Fields that a page of another origin may send (EQ-AR-4), beyond those it always may. */
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

/** How long a browser may keep the answer to a preflight request: two hours, in seconds. */
const preflightMaxAge = 7_200;

/** Whether an OPTIONS request asks if another request from a page of another origin is allowed. */
export function isPreflight(fields: Headers): boolean {
  return fields.has("Access-Control-Request-Method");
}

/** Adds to a response that pages of any origin may read it. */
export function allowAnyOrigin(fields: Headers): void {
  fields.set("Access-Control-Allow-Origin", "*");
  fields.set("Access-Control-Expose-Headers", exposedFields);
}

/** The fields that answer a preflight request. */
export function preflightFields(methods: readonly string[]): Readonly<Record<string, string>> {
  return {
    "Access-Control-Allow-Methods": methods.join(", "),
    "Access-Control-Allow-Headers": requestFields,
    "Access-Control-Max-Age": String(preflightMaxAge),
  };
}
