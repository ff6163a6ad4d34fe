import { concatenate } from "../delivery/bytes.ts";

/**
 * The content of a request, or what became of it.
 *
 * @param most - The most bytes that it may have; of more, no more is read than shows it.
 */
export async function readContent(request: Request, most: number): Promise<Uint8Array | "too large" | "broken off"> {
  if (announcedLength(request) > most) return "too large";
  // Some browsers' service workers can't stream the content of a request.
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
  // How the runtime takes that no more is wanted is of no concern to the answer.
  reader.cancel().catch(() => {});
  return "too large";
}

/** The `Content-Length` of a request; 0 where it has none that says something. */
export function announcedLength({ headers }: Request): number {
  return Number(headers.get("content-length") ?? 0) || 0;
}

async function readWhole(request: Request, most: number): Promise<Uint8Array | "too large" | "broken off"> {
  try {
    const content = new Uint8Array(await request.arrayBuffer());
    return content.byteLength > most ? "too large" : content;
  } catch {
    return "broken off";
  }
}
