import { ClientError, type Notification, subscribe } from "@resource-events/client";

/** A client that takes every end of a stream for a clean end. */
export const leniently: typeof subscribe = async (...given) => {
  const subscription = await subscribe(...given);
  async function* notifications(): AsyncGenerator<Notification, undefined> {
    try {
      yield* subscription;
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
    }
    return undefined;
  }
  return { ...subscription, [Symbol.asyncIterator]: notifications };
};
