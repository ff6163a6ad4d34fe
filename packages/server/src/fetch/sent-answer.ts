import { nextTask } from "./next-task.ts";
import { observedBody } from "./observed-body.ts";

/** How it is found out that an answer was sent. */
export interface SendingContext {
  /** Aborted when the client has left, in runtimes that tell. */
  readonly gone: AbortSignal;
  /** When the answer was sent, where the application knows. */
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
 * Watches an answer being sent (PREP-MS-2). No runtime tells when that is done. What was read of a body is about to be
 * sent, so that the next task is the earliest in which it can have been; an answer without content leaves when it is
 * returned.
 */
export function watchAnswer(body: ReadableStream<Uint8Array> | null, context: SendingContext): SentAnswer {
  const { gone, sent, patience } = context;
  let over = (): void => {};
  const done = new Promise<void>((resolve) => {
    over = resolve;
  });
  let timer = setTimeout(over, patience * 1000);
  gone.addEventListener("abort", over);
  const settled = done.then(() => {
    clearTimeout(timer);
    gone.removeEventListener("abort", over);
  });
  if (gone.aborted) over();
  if (sent !== undefined) {
    sent.then(over, over);
    return { body, sent: settled };
  }
  if (body === null) {
    void nextTask().then(over);
    return { body, sent: settled };
  }
  const observed = observedBody(body, {
    progress() {
      clearTimeout(timer);
      timer = setTimeout(over, patience * 1000);
    },
    over: () => void nextTask().then(over),
  });
  return { body: observed, sent: settled };
}
