import type { Readable } from "node:stream";

/** How the reading of a request's content ended. */
export type ReadOutcome =
  /** It was read to its end. */
  | { readonly kind: "whole"; readonly content: Uint8Array }
  /** It is longer than the limit; what was read is forgotten, what is left was not read. */
  | { readonly kind: "too-long" }
  /** The client left before the end. What came must not be taken for the whole. */
  | { readonly kind: "cut-off" };

/**
 * Reads the content of a request.
 *
 * @param limit - The most bytes to keep in memory.
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
 * Reads on and forgets, so that a client that sends first and reads later gets to the response.
 *
 * @param limit - After how many bytes to stop.
 * @param patience - After how many milliseconds to stop.
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
    // Left in place, since an error after this has nobody else to take it.
    request.on("error", stop);
    request.on("data", onData).on("end", stop).on("close", stop);
    request.resume();
  });
}
