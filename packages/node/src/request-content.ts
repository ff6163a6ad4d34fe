import type { RequestContent } from "@resource-events/server/adapter";
import { method, replaceProperties } from "./interception/replaced-properties.ts";
import type { NodeRequest } from "./messages.ts";

/**
 * Reads the content of a request, unless it is longer than `most` bytes, or breaks off. Nothing of it is left to the handler, for
 * which the request has no content, and has not ended yet: the handler may wait for `end` and `close`.
 */
export async function readRequest(request: NodeRequest, most: number, signal: AbortSignal): Promise<RequestContent> {
  const tooLong = Number(request.headers["content-length"] ?? 0) > most;
  const content = tooLong ? "too large" : await takeContent(request, most, signal);
  // Drops the rest as it comes: a client may send all of it before it reads the response, and then send another request.
  if (content === "too large") request.resume();
  return content;
}

function takeContent(request: NodeRequest, most: number, signal: AbortSignal): Promise<RequestContent> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  return new Promise((resolve) => {
    let restore = (): void => {};
    const settle = (content: RequestContent): void => {
      restore();
      request.off("end", finish).off("close", breakOff);
      signal.removeEventListener("abort", breakOff);
      resolve(content);
    };
    const finish = (): void => settle(request.aborted ? "broken off" : Buffer.concat(pieces));
    const breakOff = (): void => settle("broken off");
    const take = (piece: Uint8Array): void => {
      length += piece.byteLength;
      if (length > most) settle("too large");
      else pieces.push(piece);
    };
    request.on("end", finish).on("close", breakOff);
    signal.addEventListener("abort", breakOff);
    // What had come before. Exactly that much: to read on would end the request.
    const early: unknown = request.readableLength > 0 ? request.read(request.readableLength) : null;
    if (early !== null) take(bytesOf(early));
    if (length > most) return;
    if (signal.aborted) return breakOff();
    if (hasEnded(request)) return finish();
    if (request.destroyed) return breakOff();
    const { push } = request;
    const onPush = (piece: unknown, encoding?: BufferEncoding): boolean => {
      if (piece === null) finish();
      else take(bytesOf(piece, encoding));
      // An empty piece has the stream go on.
      return push.call(request, piece === null ? null : Buffer.alloc(0));
    };
    restore = replaceProperties(request, { push: method(onPush) });
    // HTTP/2 gives nothing before it is asked.
    request.read(0);
  });
}

/** Whether all content has come. Only the stream itself knows, unless it has been read. */
function hasEnded(request: NodeRequest): boolean {
  const { _readableState: state } = request as { _readableState?: { readonly ended?: unknown } };
  return request.readableEnded || state?.ended === true;
}

function bytesOf(piece: unknown, encoding: BufferEncoding = "utf8"): Uint8Array {
  return typeof piece === "string" ? Buffer.from(piece, encoding) : (piece as Uint8Array);
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
