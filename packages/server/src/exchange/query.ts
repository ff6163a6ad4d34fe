import type { Rejection } from "../admission/rejection.ts";
import type { CompleteResponse } from "../delivery/protocol.ts";
import { type EventsQueryNegotiation, negotiateEventsQuery } from "../protocols/events-query/negotiate.ts";
import { problemResponse } from "../protocols/problem.ts";
import type { Settings } from "../settings/settings.ts";
import type { HandlerContext } from "./context.ts";
import type { Exchange } from "./exchange.ts";
import type { KnownIdentity } from "./identity.ts";
import { refuseQuery, rejectQuery } from "./query-refusal.ts";
import { subscribe } from "./subscribe.ts";

/** Handles a QUERY: with notifications if it can have them, else with a problem. */
export async function handleQuery(
  resource: KnownIdentity,
  exchange: Exchange,
  eventsQuery: NonNullable<Settings["eventsQuery"]>,
  context: HandlerContext,
): Promise<unknown> {
  const { core, discovery } = context;
  const refuse = (refusal: CompleteResponse): void => refuseQuery(refusal, exchange, core);
  const reject = (rejection: Rejection): void => rejectQuery(rejection, exchange, core);
  const applicant = await context.subscriptions.attempt(resource.key, "events-query", exchange);
  if (applicant.kind === "rejection") return reject(applicant);
  const content = await context.contents.read(exchange, eventsQuery.content.bytes ?? 16_384);
  if (content === "too late") {
    const detail = `The content of a QUERY must come within ${core.limits.contentSeconds} seconds.`;
    return refuse(problemResponse(408, "content-timeout", detail));
  }
  if (typeof content === "object" && "kind" in content) return reject(content);
  let negotiation: EventsQueryNegotiation;
  try {
    const request = { resource: resource.key, fields: exchange.fields, content };
    negotiation = negotiateEventsQuery(
      request,
      { duration: core.duration, deltas: core.deltas, eventsQuery },
      discovery,
    );
  } catch (error) {
    // An extension failed, such as a realization of the data model: that costs this request.
    core.onError(error);
    return refuse(problemResponse(500, "internal-error", "Reading the subscription failed."));
  }
  if (negotiation.kind !== "plan") return refuse(negotiation);
  return subscribe(resource, { ...negotiation, applicant }, exchange, context, {
    notAdmitted: () => ({ fields: [] }),
    tooLate: undefined,
    reject,
  });
}
