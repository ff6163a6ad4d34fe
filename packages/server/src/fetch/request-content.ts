import { readContent } from "../exchange/read-content.ts";
import type { RequestContent } from "../message.ts";
import { iterate } from "./response.ts";

/**
 * Reads the content of a request.
 *
 * @param most - The number of bytes above which it is too large; no more is read than shows that.
 * @param signal - If it aborts, the rest is left.
 */
export async function readRequest(request: Request, most: number, signal?: AbortSignal): Promise<RequestContent> {
  if (announcedLength(request) > most) return "too large";
  // Service workers of some browsers can't stream the content of a request.
  const stream: ReadableStream<Uint8Array> | null | undefined = request.body;
  if (stream === undefined) return readWhole(request, most);
  return stream === null ? new Uint8Array(0) : readContent(iterate(stream), most, signal);
}

/**
 * Copies the content of a request while its handler reads it; `undefined` if it has more than `most` bytes, can't be copied, or
 * the signal aborts.
 */
export async function copyContent(
  request: Request,
  most: number,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  try {
    const content = await readRequest(request.clone(), most, signal);
    return typeof content === "string" ? undefined : content;
  } catch {
    // Somebody has read it before.
    return undefined;
  }
}

/** The `Content-Length` of a request; 0 if it has none, or an invalid one. */
export function announcedLength({ headers }: Request): number {
  return Number(headers.get("content-length") ?? 0) || 0;
}

async function readWhole(request: Request, most: number): Promise<RequestContent> {
  try {
    const content = new Uint8Array(await request.arrayBuffer());
    return content.byteLength > most ? "too large" : content;
  } catch {
    return "broken off";
  }
}
