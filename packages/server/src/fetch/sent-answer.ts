import { nextTask } from "./next-task.ts";
import { observedBody } from "./observed-body.ts";

/** How it is found out that an answer was sent. */
export interface SendingContext {
  /** Aborted when the client has left, in runtimes that tell. Counts where `sent` is not given. */
  readonly gone: AbortSignal;
  /** When the answer was sent, or its connection has closed, where the application knows. */
  readonly sent: PromiseLike<unknown> | undefined;
  /** After how many seconds an answer of which nobody takes anything counts as sent. */
  readonly patience: number;
}

/** An answer's content, and when the answer was sent. */
export interface SentAnswer {
  /** The content to send in place of the one that was given. */
  readonly body: ReadableStream<Uint8Array> | null;
  /** Resolves when the answer was sent, as far as can be known, or will never be; never rejects. */
  readonly sent: Promise<void>;
}

/**
 * Watches an answer being sent (PREP-MS-2). Where nobody tells when that is done: what was read of a body is about to be
 * sent, so that the next task is the earliest in which it can have been; an answer without content leaves when it is
 * returned.
 *
 * @throws TypeError where somebody reads the body already.
 */
export function watchAnswer(body: ReadableStream<Uint8Array> | null, context: SendingContext): SentAnswer {
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

  const observed = body === null || sent !== undefined ? body : observedBody(body, { progress: wait, over: overSoon });
  wait();
  if (sent === undefined) {
    if (body === null) overSoon();
    gone.addEventListener("abort", over);
    if (gone.aborted) over();
  } else {
    sent.then(over, over);
  }
  return {
    body: observed,
    sent: done.then(() => {
      clearTimeout(timer);
      gone.removeEventListener("abort", over);
    }),
  };
}
