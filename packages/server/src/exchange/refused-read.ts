import { sendComplete } from "../delivery/complete-response.ts";
import { negotiatePrep } from "../protocols/prep/negotiate.ts";
import { prepRefusalFields } from "../protocols/prep/refusal.ts";
import { problemResponse } from "../protocols/problem.ts";
import type { HandlerContext } from "./context.ts";
import type { Exchange } from "./exchange.ts";
import type { Identity } from "./identity.ts";

/**
 * Handles a read of a resource of which nobody knows who shares it, since the application failed to say: it is read as ever, but
 * subscriptions are refused.
 */
export function handleRefusedRead({ resource }: Identity, exchange: Exchange, context: HandlerContext): unknown {
  const { core, discovery, subscriptions } = context;
  const { method, fields } = exchange;
  if (method === "GET" && negotiatePrep(resource, fields, core, discovery) !== undefined) {
    const { status, retryAfter } = subscriptions.refuse(resource, "prep", exchange);
    return exchange.pass((head) => ({
      fields: [
        ...discovery.forRead(head.status, head.fields),
        ...prepRefusalFields({ kind: "prep-refusal", status, retryAfter }, head.status),
      ],
    }));
  }
  if (method !== "QUERY" || core.eventsQuery === undefined) return exchange.pass();
  const { status, code, detail, retryAfter } = subscriptions.refuse(resource, "events-query", exchange);
  const refusal = problemResponse(status, code, detail, [["Retry-After", String(retryAfter ?? 5)]]);
  return sendComplete(
    { ...refusal, fields: [...core.refusalFields, ...refusal.fields] },
    exchange.respond,
    core.onError,
  );
}
