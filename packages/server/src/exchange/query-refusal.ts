import type { Rejection } from "../admission/rejection.ts";
import { sendComplete } from "../delivery/complete-response.ts";
import type { CompleteResponse } from "../delivery/protocol.ts";
import { problemResponse } from "../protocols/problem.ts";
import type { Core } from "../settings/core.ts";
import type { Exchange } from "./exchange.ts";

/** Responds to a QUERY that can't have what it asks for. */
export function refuseQuery(refusal: CompleteResponse, { respond }: Exchange, core: Core): void {
  sendComplete({ ...refusal, fields: [...core.refusalFields, ...refusal.fields] }, respond, core.onError);
}

/** Responds to a QUERY whose subscription is not taken. */
export function rejectQuery({ status, code, detail, retryAfter }: Rejection, exchange: Exchange, core: Core): void {
  const fields = retryAfter === undefined ? [] : ([["Retry-After", String(retryAfter)]] as const);
  refuseQuery(problemResponse(status, code, detail, fields), exchange, core);
}
