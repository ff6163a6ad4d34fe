import { isLeaving } from "@resource-events/node";
import type { Context } from "koa";

/**
 * Keeps from Koa, and so from the application, errors that say no more than that the client has left. Koa reports each of
 * them, and clients of streams leave all the time.
 */
export function ignoreLeaving(context: Context): void {
  const { onerror, res } = context;
  context.onerror = (error) => {
    if (!isLeaving(error, res)) onerror.call(context, error);
  };
}

/**
 * Returns a promise that rejects when a body breaks off after its head was sent. Koa 2 leaves such a response open forever, as
 * if more would come. In a stream, that would hold back all notifications.
 */
export function breakingOff(context: Context): Promise<never> {
  return new Promise((_, reject) => {
    const { onerror, res } = context;
    context.onerror = (error) => {
      const begun = context.headerSent;
      onerror.call(context, error);
      if (begun && error !== null && error !== undefined && !isLeaving(error, res)) reject(error);
    };
  });
}
