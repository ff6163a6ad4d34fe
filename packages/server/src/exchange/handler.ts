import type { HandlerContext } from "./context.ts";
import { captureDelta } from "./delta.ts";
import type { Exchange } from "./exchange.ts";
import { identityAt, isKnown } from "./identity.ts";
import { handleMutation, isMutation } from "./mutation.ts";
import { handleQuery } from "./query.ts";
import { handleRead } from "./read.ts";
import { handleRefusedRead } from "./refused-read.ts";

/** Handles one exchange, from its request to the end of its response; returns what the adapter's `pass` returns, if it is called. */
export function handleExchange(exchange: Exchange, context: HandlerContext): unknown {
  // At once: the application may read the content before the core's turn comes.
  const delta = exchange.method === "PATCH" ? captureDelta(exchange, context.core, context.copies) : undefined;
  const handle = (): unknown => {
    const resource = identityAt(exchange, exchange.target, context.core);
    if (resource === undefined) {
      delta?.drop();
      return exchange.pass();
    }
    const { method } = exchange;
    if (isMutation(method)) return handleMutation(resource, exchange, delta, context);
    if (!isKnown(resource)) return handleRefusedRead(resource, exchange, context);
    if (method === "GET") return handleRead(resource, exchange, context);
    const { discovery } = context;
    if (method === "HEAD")
      return exchange.pass(({ status, fields }) => ({ fields: discovery.forRead(status, fields) }));
    if (method === "OPTIONS") return exchange.pass(({ status }) => ({ fields: discovery.forOptions(status) }));
    if (method !== "QUERY" || context.core.eventsQuery === undefined) return exchange.pass();
    return handleQuery(resource, exchange, context.core.eventsQuery, context);
  };
  return exchange.turn === undefined ? handle() : exchange.turn.then(handle);
}
