import type { IncomingMessage } from "node:http";
import type { Context } from "koa";

/** Whether the answer to a request may become the representation in a stream. */
export function asksForEvents({ method, headers }: IncomingMessage): boolean {
  return method === "QUERY" || (method === "GET" && headers["accept-events"] !== undefined);
}

/**
 * Rejects when a body breaks off whose head is out. Koa 2 leaves such a response open for ever, as if more would come:
 * in a stream, that would hold back every notification.
 */
export function breakingOff(context: Context): Promise<never> {
  return new Promise((_, reject) => {
    const { onerror } = context;
    context.onerror = (error) => {
      const begun = context.headerSent;
      onerror.call(context, error);
      if (begun && error !== null && error !== undefined) reject(error);
    };
  });
}
