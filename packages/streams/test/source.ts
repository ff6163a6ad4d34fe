import { textOf } from "./chunks.ts";

/** A stream of bytes that a test controls. */
export interface Source {
  readonly stream: ReadableStream<Uint8Array>;
  /** The number of chunks requested so far. */
  readonly pulls: () => number;
  /** The reason of the cancellation, or undefined if the stream was not cancelled. */
  readonly cancelled: () => { readonly reason: unknown } | undefined;
}

/** A stream that gives one chunk per request, then ends, fails with the error, or (`open`) stays open. */
export function sourceOf(chunks: Iterable<Uint8Array>, end: "close" | "open" | { error: unknown } = "close"): Source {
  const iterator = chunks[Symbol.iterator]();
  let pulls = 0;
  let cancelled: { reason: unknown } | undefined;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        pulls++;
        const next = iterator.next();
        if (!next.done) controller.enqueue(next.value);
        else if (end === "close") controller.close();
        else if (end === "open") return new Promise<void>(() => {});
        else controller.error(end.error);
        return undefined;
      },
      cancel: (reason) => {
        cancelled = { reason };
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, pulls: () => pulls, cancelled: () => cancelled };
}

/** A stream to which the test writes. */
export function pushedSource(): {
  readonly stream: ReadableStream<Uint8Array>;
  push(text: string): void;
  close(): void;
} {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start: (made) => {
      controller = made;
    },
  });
  return {
    stream,
    push: (text) => controller?.enqueue(Uint8Array.from(text, (character) => character.charCodeAt(0))),
    close: () => controller?.close(),
  };
}

/** All bytes of a stream, one character per byte. */
export async function readAll(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += textOf(value);
  }
}
