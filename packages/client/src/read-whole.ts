import { ByteBuffer } from "@resource-events/streams";

/**
 * Reads a body to its end.
 *
 * @throws StreamError `part-too-large` above the limit in bytes; whatever the body fails with
 */
export async function readWhole(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new ByteBuffer(limit);
  const reader = body?.getReader();
  try {
    for (;;) {
      const { value } = (await reader?.read()) ?? {};
      if (!value) return whole.view();
      whole.append(value);
    }
  } catch (error) {
    reader?.cancel().catch(() => {});
    throw error;
  }
}
