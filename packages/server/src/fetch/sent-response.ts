/** How to find out that a response was sent. */
export interface SendingContext {
  /** Aborted when the client has left, in runtimes that say so. Counts if `sent` is not given. */
  readonly gone: AbortSignal;
  /** Resolves when the response was sent, or its connection closed, if the application knows. */
  readonly sent: PromiseLike<unknown> | undefined;
}

/** A response that is watched while it is sent. */
export interface WatchedResponse {
  /** The content to send in place of the given one. */
  readonly body: ReadableStream<Uint8Array> | null;
  /** Resolves when the response was sent, as far as can be known, or will never be. Never rejects. */
  readonly sent: Promise<void>;
  /** Whether its head is on its way: its runtime has asked for content, or there is nothing to ask for. */
  headSent(): boolean;
  /** Breaks it off. */
  breakOff(): void;
}

/**
 * Watches a response while it is sent (PREP-MS-2). If nobody says when that is done: what was read of a body is about to be
 * sent, so the next task is the earliest in which it can have been; a response without content leaves when it is returned.
 *
 * @throws TypeError if somebody reads the body already.
 */
export function watchResponse(
  body: ReadableStream<Uint8Array> | null,
  { gone, sent }: SendingContext,
): WatchedResponse {
  if (sent !== undefined) {
    const ended = Promise.resolve(sent).then(
      () => {},
      () => {},
    );
    return { body, sent: ended, headSent: () => true, breakOff: () => {} };
  }
  let over = (): void => {};
  const done = new Promise<void>((resolve) => {
    over = resolve;
  });
  const overSoon = (): void => void nextTask().then(over);
  gone.addEventListener("abort", over);
  if (gone.aborted) over();
  const watched = body === null ? undefined : watchedBody(body, gone, overSoon);
  if (watched === undefined) overSoon();
  return {
    body: watched?.body ?? null,
    sent: done.then(() => gone.removeEventListener("abort", over)),
    headSent: () => watched?.wanted() ?? true,
    breakOff: () => watched?.breakOff(),
  };
}

interface WatchedBody {
  readonly body: ReadableStream<Uint8Array>;
  /** Whether somebody has asked for content. */
  wanted(): boolean;
  breakOff(): void;
}

/**
 * The body, read no sooner than somebody reads it. Calls `onOver` once, when it was read to its end, has failed, or was left. What
 * fails because the client has left ends: nobody reads it any more, and there are bridges that end the process if it fails.
 */
function watchedBody(body: ReadableStream<Uint8Array>, gone: AbortSignal, onOver: () => void): WatchedBody {
  const reader = body.getReader();
  let [wanted, left] = [false, false];
  // Its source is the application's: if leaving it fails, nobody is concerned.
  const leave = (reason: unknown): void => void reader.cancel(reason).catch(() => {});
  let given: ReadableStreamDefaultController<Uint8Array> | undefined;
  const watched = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        given = controller;
      },
      async pull(controller) {
        wanted = true;
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          controller.close();
        } catch (error) {
          if (!gone.aborted) controller.error(error);
          else if (!left) controller.close();
        }
        onOver();
      },
      cancel(reason) {
        left = true;
        onOver();
        leave(reason);
      },
    },
    { highWaterMark: 0 },
  );
  const breakOff = (): void => {
    const reason = new Error("Nobody took the response to a mutation, and its events waited for it");
    given?.error(reason);
    leave(reason);
  };
  return { body: watched, wanted: () => wanted, breakOff };
}

/** Resolves in the next task: after whatever this one has brought about, promises included, has run. */
export function nextTask(): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0, undefined);
  });
}
