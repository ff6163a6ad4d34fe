import type { Context } from "koa";

/**
 * Rejects when a body breaks off after its head was sent. Koa 2 leaves such a response open for good, as if more would
 * come: in a stream, that would hold back every notification.
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
