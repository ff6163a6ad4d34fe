import { negotiatePrep } from "../protocols/prep/negotiate.ts";
import { prepRefusalFields } from "../protocols/prep/refusal.ts";
import type { HandlerContext } from "./context.ts";
import type { Exchange } from "./exchange.ts";
import type { Identity } from "./identity.ts";
import { rejectQuery } from "./query-refusal.ts";

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
  return rejectQuery(subscriptions.refuse(resource, "events-query", exchange), exchange, core);
}
