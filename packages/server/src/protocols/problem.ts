import type { Refusal } from "../delivery/plan.ts";
import type { ResponseFields } from "../delivery/sink.ts";

const titles: Readonly<Record<Refusal["status"], string>> = {
  400: "Bad Request",
  403: "Forbidden",
  406: "Not Acceptable",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  503: "Service Unavailable",
};

/** A refusal with `application/problem+json` as content (RFC 9457); `code` is stable, `detail` is for people. */
export function refusal(status: Refusal["status"], code: string, detail: string, fields: ResponseFields = []): Refusal {
  const problem = { type: "about:blank", title: titles[status], status, code, detail };
  return {
    kind: "refusal",
    status,
    fields: [["Content-Type", "application/problem+json"], ...fields],
    content: new TextEncoder().encode(`${JSON.stringify(problem)}\n`),
  };
}
