import { ClientError, type Notification, subscribe } from "@resource-events/client";

/** A client that believes HTTP, and everything else, when it says that a stream is over. */
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
