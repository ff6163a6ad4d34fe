import { ClientError } from "./errors.ts";
import type { Answer } from "./head.ts";

/** Reads a body as it arrives. */
export interface BodyReader {
  /** The next chunk; none at the end. */
  read(): Promise<{ readonly value?: Uint8Array | undefined }>;
}

/**
 * Makes a reader of a body: a stream of the web or, with some implementations of `fetch`, of Node. When the controller of
 * the request aborts, it leaves the body, even if `fetch` ignores that.
 *
 * @throws ClientError `fetch` if the body is none of them, or somebody else reads it
 */
export function readerOf({ response: { body }, controller }: Pick<Answer, "response" | "controller">): BodyReader {
  // Some browsers have no body where there is no content.
  if (body === null) return { read: async () => ({}) };
  try {
    const stream = Object(body);
    const chunks = stream.getReader?.() ?? stream[Symbol.asyncIterator]();
    const cancel = async () => (chunks.cancel ? chunks.cancel() : stream.destroy?.());
    controller.signal.addEventListener("abort", () => cancel().catch(() => {}));
    return { read: () => (chunks.read ? chunks.read() : chunks.next()) };
  } catch (cause) {
    throw unreadable(cause);
  }
}

/** Leaves a response that is not needed: otherwise it would occupy its connection. */
export function discard(answer: Pick<Answer, "response" | "controller">): void {
  try {
    readerOf(answer);
  } catch {} // it can't be read, or is being read by somebody who leaves it, too
  answer.controller.abort();
}

/** @throws ClientError `fetch` if a chunk of a body is no bytes */
export function bytesOf(chunk: Uint8Array): Uint8Array {
  if (ArrayBuffer.isView(chunk)) return chunk;
  throw unreadable();
}

/** Makes the error for a `fetch` whose bodies can't be read. */
export function unreadable(cause?: unknown): ClientError {
  return new ClientError("fetch", "This fetch does not stream: pass another one as the option fetch", { cause });
}
