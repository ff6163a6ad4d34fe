import type { Context } from "koa";

/**
 * Returns a promise that rejects when a body breaks off after its head was sent. Koa 2 leaves such a response open forever, as
 * if more would come. In a stream, that would hold back all notifications.
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
