import type { CompleteResponse } from "../delivery/protocol.ts";
import type { ResponseFields } from "../message.ts";

const titles = {
  400: "Bad Request",
  403: "Forbidden",
  406: "Not Acceptable",
  408: "Request Timeout",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
} as const;

/** The statuses of responses that refuse a QUERY. */
export type ProblemStatus = keyof typeof titles;

/** Makes a response with `application/problem+json` (RFC 9457): `code` is stable, `detail` is for people. */
export function problemResponse(
  status: ProblemStatus,
  code: string,
  detail: string,
  fields: ResponseFields = [],
): CompleteResponse {
  const problem = { type: "about:blank", title: titles[status], status, code, detail };
  return {
    kind: "complete",
    status,
    fields: [["Content-Type", "application/problem+json"], ...fields],
    content: new TextEncoder().encode(`${JSON.stringify(problem)}\n`),
  };
}
