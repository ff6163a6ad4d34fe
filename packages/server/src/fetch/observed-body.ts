/** What is told of the reading of a body. */
export interface BodyObserver {
  /** Something of it is wanted, so that somebody is still there. */
  progress(): void;
  /** It was read to its end, has failed, or was left. Called once. */
  over(): void;
}

/** The body, read no sooner than somebody reads it, and who is told of that. */
export function observedBody(body: ReadableStream<Uint8Array>, observer: BodyObserver): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        observer.progress();
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        observer.over();
      },
      async cancel(reason) {
        observer.over();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
