import type { Sink } from "../delivery/sink.ts";
import { ServerError } from "../errors.ts";

/** Above this many waiting bytes, a representation waits. */
const highWaterMark = 64 * 1024;

/** A sink, and the body that it writes to. */
export interface FetchSink {
  readonly sink: Sink;
  readonly body: ReadableStream<Uint8Array>;
}

/** What a sink gets from its exchange. */
export interface FetchSinkContext {
  /** Says that the client has left, in runtimes that do not cancel the body then. */
  readonly gone: AbortSignal;
  /** How many seconds a runtime has to begin to read the body. */
  readonly unreadSeconds: number;
  /** Gets the error if it does not. */
  readonly report: (error: unknown) => void;
}

/**
 * A response's body as a sink. If nobody begins to read it in time, it is broken off: whoever got the response has dropped it,
 * or can't send it. Nothing is known of a client whose runtime has begun to read, and waits for more.
 */
export function fetchSink({ gone, unreadSeconds, report }: FetchSinkContext): FetchSink {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let closed = false;
  /** What was written before anybody read; `undefined` once somebody does. */
  let early: Uint8Array[] | undefined = [];
  let earlyBytes = 0;
  const listeners: (() => void)[] = [];
  const takeMore: (() => void)[] = [];

  const wake = (): void => {
    for (const resume of takeMore.splice(0)) resume();
  };
  const close = (): void => {
    if (closed) return;
    closed = true;
    clearTimeout(unread);
    gone.removeEventListener("abort", leave);
    wake();
    for (const listener of listeners.splice(0)) listener();
  };
  // Not an error: nobody reads the body any more, and there are bridges that fail if it fails.
  const leave = (): void => {
    if (!closed) controller?.close();
    close();
  };
  const abort = (): void => {
    if (closed) return;
    controller?.error(new Error("The response was broken off by its server"));
    close();
  };
  const unread = setTimeout(() => {
    report(new ServerError("slow-reader", `Nobody began to read a response within ${unreadSeconds} seconds`));
    abort();
  }, unreadSeconds * 1000);
  /** Somebody reads, for the first time. */
  const begin = (given: ReadableStreamDefaultController<Uint8Array>, written: readonly Uint8Array[]): void => {
    clearTimeout(unread);
    [early, earlyBytes] = [undefined, 0];
    // Some servers send the head of a response with its first bytes only; these are none.
    given.enqueue(new Uint8Array(0));
    for (const bytes of written) given.enqueue(bytes);
    if (closed) given.close();
  };

  const body = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
      },
      // Not called before somebody reads, since the stream itself wants nothing.
      pull(given) {
        if (early !== undefined) begin(given, early);
        wake();
      },
      cancel: close,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );
  if (gone.aborted) leave();
  else gone.addEventListener("abort", leave);

  const sink: Sink = {
    write(bytes) {
      if (closed) return;
      if (early === undefined) return controller?.enqueue(bytes);
      early.push(bytes);
      earlyBytes += bytes.byteLength;
    },
    get waiting() {
      return closed ? 0 : earlyBytes - (controller?.desiredSize ?? 0);
    },
    async ready() {
      if (closed || sink.waiting < highWaterMark) return;
      await new Promise<void>((resolve) => {
        takeMore.push(resolve);
      });
    },
    end() {
      if (closed) return;
      // What nobody has read yet is still to come.
      if (early === undefined) controller?.close();
      close();
    },
    abort,
    onClose(listener) {
      if (closed) listener();
      else listeners.push(listener);
    },
  };
  return { sink, body };
}
