import { ClientError } from "./errors.ts";

/**
 * Reads a body to its end.
 *
 * @throws ClientError `too-large` beyond the limit in bytes; what the body itself fails with
 */
export async function readWhole(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  let whole = new Uint8Array(0);
  if (!body) return whole;
  const reader = body.getReader();
  let length = 0;
  for (;;) {
    const { value } = await reader.read();
    if (!value) return whole.slice(0, length);
    const start = length;
    length += value.length;
    if (length > limit) {
      reader.cancel().catch(() => {});
      throw new ClientError("too-large", `The content is longer than ${limit} bytes`);
    }
    whole = roomFor(whole, start, length);
    whole.set(value, start);
  }
}

/** The same bytes with room for more: doubled, so that many tiny pieces cost no more than few large ones. */
export function roomFor(bytes: Uint8Array<ArrayBuffer>, used: number, length: number): Uint8Array<ArrayBuffer> {
  if (length <= bytes.length) return bytes;
  const roomier = new Uint8Array(Math.max(length, 2 * used));
  roomier.set(bytes.subarray(0, used));
  return roomier;
}
