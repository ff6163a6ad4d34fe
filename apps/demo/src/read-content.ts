import type { Readable } from "node:stream";

/** The outcome of reading the content of a request. */
export type ReadOutcome =
  /** The content was read completely. */
  | { readonly kind: "whole"; readonly content: Uint8Array }
  /** The content is longer than the limit. The bytes read so far are discarded, the rest is unread. */
  | { readonly kind: "too-long" }
  /** The client disconnected early. The received bytes must not count as the complete content. */
  | { readonly kind: "cut-off" };

/**
 * Reads the content of a request.
 *
 * @param limit - the most bytes to keep in memory
 */
export function readContent(request: Readable, limit: number): Promise<ReadOutcome> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    function settle(outcome: ReadOutcome): void {
      request.off("data", onData).off("end", onEnd).off("error", onCut).off("close", onCut);
      resolve(outcome);
    }
    function onData(chunk: Uint8Array): void {
      length += chunk.byteLength;
      if (length <= limit) {
        chunks.push(chunk);
        return;
      }
      request.pause();
      settle({ kind: "too-long" });
    }
    function onEnd(): void {
      settle({ kind: "whole", content: Buffer.concat(chunks, length) });
    }
    function onCut(): void {
      settle({ kind: "cut-off" });
    }
    request.on("data", onData).on("end", onEnd).on("error", onCut).on("close", onCut);
  });
}

/**
 * Reads the rest of the content and discards it. Clients that read the response only after sending everything then get
 * it.
 *
 * @param limit - stop after this many bytes
 * @param patience - stop after this many milliseconds
 */
export function discardContent(request: Readable, limit: number, patience: number): Promise<void> {
  return new Promise((resolve) => {
    if (request.destroyed || request.readableEnded) return resolve();
    let length = 0;
    const timer = setTimeout(stop, patience);
    function stop(): void {
      clearTimeout(timer);
      request.pause();
      request.off("data", onData).off("end", stop).off("close", stop);
      resolve();
    }
    function onData(chunk: Uint8Array): void {
      length += chunk.byteLength;
      if (length > limit) stop();
    }
    // Stays attached, because nothing else handles a later error.
    request.on("error", stop);
    request.on("data", onData).on("end", stop).on("close", stop);
    request.resume();
  });
}
