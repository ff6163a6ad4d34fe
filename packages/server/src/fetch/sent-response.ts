/** How to find out that a response was sent. */
export interface SendingContext {
  /** Aborted when the client has left, in runtimes that say so. Counts if `sent` is not given. */
  readonly gone: AbortSignal;
  /** Resolves when the response was sent, or its connection closed, if the application knows. */
  readonly sent: PromiseLike<unknown> | undefined;
  /** After how many seconds a response that nobody reads counts as sent. */
  readonly patience: number;
}

/** A response that is watched while it is sent. */
export interface WatchedResponse {
  /** The content to send in place of the given one. */
  readonly body: ReadableStream<Uint8Array> | null;
  /** Resolves when the response was sent, as far as can be known, or will never be. Never rejects. */
  readonly sent: Promise<void>;
}

/**
 * Watches a response while it is sent (PREP-MS-2). If nobody says when that is done: what was read of a body is about to be
 * sent, so the next task is the earliest in which it can have been; a response without content leaves when it is returned.
 *
 * @throws TypeError if somebody reads the body already.
 */
export function watchResponse(body: ReadableStream<Uint8Array> | null, context: SendingContext): WatchedResponse {
  const { gone, sent, patience } = context;
  let over = (): void => {};
  const done = new Promise<void>((resolve) => {
    over = resolve;
  });
  const overSoon = (): void => void nextTask().then(over);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(over, patience * 1000);
  };

  const watched = body === null || sent !== undefined ? body : watchedBody(body, wait, overSoon);
  wait();
  if (sent === undefined) {
    if (body === null) overSoon();
    gone.addEventListener("abort", over);
    if (gone.aborted) over();
  } else {
    sent.then(over, over);
  }
  return {
    body: watched,
    sent: done.then(() => {
      clearTimeout(timer);
      gone.removeEventListener("abort", over);
    }),
  };
}

/**
 * The body, read no sooner than somebody reads it. Calls `onPull` each time that more is wanted, so somebody is still there,
 * and `onOver` once, when it was read to its end, has failed, or was left.
 */
function watchedBody(
  body: ReadableStream<Uint8Array>,
  onPull: () => void,
  onOver: () => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        onPull();
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        onOver();
      },
      async cancel(reason) {
        onOver();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Resolves in the next task: after whatever this one has brought about, promises included, has run. */
export function nextTask(): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0, undefined);
  });
}
