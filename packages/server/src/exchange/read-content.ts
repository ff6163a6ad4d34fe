import { concatenate } from "../delivery/bytes.ts";
import type { RequestContent } from "../message.ts";

/**
 * Reads the content of a request, for `Exchange.content`. Never rejects.
 *
 * @param chunks - The content as it comes; left by `return()` if it is too large.
 * @param most - The number of bytes above which it is too large.
 * @param signal - If it aborts, the rest is left, and nothing of the content is kept.
 */
export async function readContent(
  chunks: AsyncIterable<Uint8Array>,
  most: number,
  signal?: AbortSignal,
): Promise<RequestContent> {
  const content: Uint8Array[] = [];
  let length = 0;
  try {
    const iterator = chunks[Symbol.asyncIterator]();
    signal?.addEventListener("abort", () => {
      content.length = 0;
      iterator.return?.().catch(() => {});
    });
    for (;;) {
      const { done, value } = await iterator.next();
      if (signal?.aborted === true) return "broken off";
      if (done === true) return concatenate(content);
      length += value.byteLength;
      if (length > most) {
        // If leaving the rest fails, that does not concern the response.
        iterator.return?.().catch(() => {});
        return "too large";
      }
      content.push(value);
    }
  } catch {
    return "broken off";
  }
}
