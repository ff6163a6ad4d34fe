import { type RequestContent, readContent } from "@resource-events/server/adapter";
import type { NodeRequest } from "./messages.ts";

/** Reads the content of a request, unless it is longer than `most` bytes, or breaks off. */
export async function readRequest(request: NodeRequest, most: number, signal: AbortSignal): Promise<RequestContent> {
  const content =
    Number(request.headers["content-length"] ?? 0) > most
      ? "too large"
      : // Reading may stop early, but the request must not be destroyed: its response is still to come.
        await readContent(request.iterator({ destroyOnReturn: false }), most, signal);
  // Drops the rest as it comes: a client may send all of it before it reads the response, and then send another request.
  if (content === "too large") request.resume();
  return content;
}

/**
 * Copies a request's content as it arrives, up to `most` bytes, until the signal aborts. Does not read it: the handler does.
 *
 * @returns A function that returns the whole content, or `undefined` if it is empty, too long, or not complete yet.
 */
export function copyContent(request: NodeRequest, most: number, signal: AbortSignal): () => Uint8Array | undefined {
  // Content may have come before, if something else was awaited first. It is too late to copy that.
  if (request.readableLength > 0 || request.readableDidRead || request.readableEnded) return () => undefined;
  const pieces: Uint8Array[] = [];
  let length = 0;
  let whole = false;
  signal.addEventListener("abort", () => {
    pieces.length = 0;
  });
  const push = request.push.bind(request);
  request.push = (piece: unknown, encoding?: BufferEncoding) => {
    if (piece instanceof Uint8Array) {
      length += piece.byteLength;
      // The piece may be part of a larger buffer. Without a copy, the log would keep all of that.
      if (length <= most && !signal.aborted) pieces.push(Uint8Array.from(piece));
      else pieces.length = 0;
    } else if (piece === null) {
      whole = !request.destroyed;
    }
    return push(piece, encoding);
  };
  return () => (whole && length > 0 && length <= most && !signal.aborted ? Buffer.concat(pieces) : undefined);
}
