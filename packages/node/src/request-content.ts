import { type RequestContent, readContent } from "@resource-events/server/adapter";
import type { NodeRequest } from "./messages.ts";

/** Reads the content of a request, unless it is longer than `most` bytes, or breaks off. */
export async function readRequest(request: NodeRequest, most: number): Promise<RequestContent> {
  const content =
    Number(request.headers["content-length"] ?? 0) > most
      ? "too large"
      : // Left early, the request must stay: its response is still to be written.
        await readContent(request.iterator({ destroyOnReturn: false }), most);
  // The rest is dropped as it comes: a client may send all of it before it reads the response, and then another request.
  if (content === "too large") request.resume();
  return content;
}

/**
 * Copies a request's content as it arrives, up to `most` bytes, without reading it: that is for its handler.
 *
 * @returns A function that returns the whole content; `undefined` if there is none, more than that, or not all of it yet.
 */
export function copyContent(request: NodeRequest, most: number): () => Uint8Array | undefined {
  // Content that has arrived or was read already can't be copied.
  if (request.readableLength > 0 || request.readableDidRead || request.readableEnded) return () => undefined;
  const pieces: Uint8Array[] = [];
  let length = 0;
  let whole = false;
  const push = request.push.bind(request);
  request.push = (piece: unknown, encoding?: BufferEncoding) => {
    if (piece instanceof Uint8Array) {
      length += piece.byteLength;
      // Copied, since the piece is part of a larger buffer, which the log would keep.
      if (length <= most) pieces.push(Uint8Array.from(piece));
      else pieces.length = 0;
    } else if (piece === null) {
      whole = !request.destroyed;
    }
    return push(piece, encoding);
  };
  return () => (whole && length > 0 && length <= most ? Buffer.concat(pieces) : undefined);
}
