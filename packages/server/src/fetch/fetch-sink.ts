import type { Sink } from "../delivery/sink.ts";

/** Above this many waiting bytes, a representation waits. */
const highWaterMark = 64 * 1024;

/** A sink, and the body that it writes to. */
export interface FetchSink {
  readonly sink: Sink;
  readonly body: ReadableStream<Uint8Array>;
}

/** A response's body as a sink. `gone` says that the client has left, in runtimes that do not cancel the body then. */
export function fetchSink(gone: AbortSignal): FetchSink {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let closed = false;
  const listeners: (() => void)[] = [];
  const takeMore: (() => void)[] = [];

  const wake = (): void => {
    for (const resume of takeMore.splice(0)) resume();
  };
  const close = (): void => {
    if (closed) return;
    closed = true;
    gone.removeEventListener("abort", leave);
    wake();
    for (const listener of listeners.splice(0)) listener();
  };
  // Not an error: nobody reads the body any more, and there are bridges that fail if it fails.
  const leave = (): void => {
    if (!closed) controller?.close();
    close();
  };

  const body = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
        // Some servers send the head of a response with its first bytes only; these are none.
        given.enqueue(new Uint8Array(0));
      },
      pull: wake,
      cancel: close,
    },
    new ByteLengthQueuingStrategy({ highWaterMark }),
  );
  if (gone.aborted) leave();
  else gone.addEventListener("abort", leave);

  const sink: Sink = {
    write(bytes) {
      if (!closed) controller?.enqueue(bytes);
    },
    get waiting() {
      return closed ? 0 : highWaterMark - (controller?.desiredSize ?? highWaterMark);
    },
    async ready() {
      if (closed || (controller?.desiredSize ?? 1) > 0) return;
      await new Promise<void>((resolve) => {
        takeMore.push(resolve);
      });
    },
    end() {
      if (closed) return;
      controller?.close();
      close();
    },
    abort() {
      if (closed) return;
      controller?.error(new Error("The response was broken off by its server"));
      close();
    },
    onClose(listener) {
      if (closed) listener();
      else listeners.push(listener);
    },
  };
  return { sink, body };
}
