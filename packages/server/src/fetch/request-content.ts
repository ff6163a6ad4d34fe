import { concatenate } from "../delivery/bytes.ts";
import type { RequestContent } from "../message.ts";

/**
 * Reads the content of a request.
 *
 * @param most - The number of bytes above which it is too large; no more is read than shows that.
 */
export async function readContent(request: Request, most: number): Promise<RequestContent> {
  if (announcedLength(request) > most) return "too large";
  // Service workers of some browsers can't stream the content of a request.
  const stream: ReadableStream<Uint8Array> | null | undefined = request.body;
  if (stream === undefined) return readWhole(request, most);
  if (stream === null) return new Uint8Array(0);
  const reader = stream.getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return concatenate(pieces);
      length += value.byteLength;
      if (length > most) break;
      pieces.push(value);
    }
  } catch {
    return "broken off";
  }
  // If the runtime fails to stop reading, that does not concern the response.
  reader.cancel().catch(() => {});
  return "too large";
}

/** Copies the content of a request while its handler reads it; `undefined` if it has more than `most` bytes, or can't be copied. */
export async function copyContent(request: Request, most: number): Promise<Uint8Array | undefined> {
  try {
    const content = await readContent(request.clone(), most);
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
