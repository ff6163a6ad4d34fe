import { StreamError } from "./errors.ts";

const RECORD_SEPARATOR = 0x1e;
const LINE_FEED = 0x0a;

/**
 * Encodes one item of `application/json-seq` (RFC 7464, 2.2; EQ-ST-6): RS, the JSON text, LF. The encoder does not
 * check that the text is JSON.
 *
 * @throws {@link StreamError} `boundary` if the text contains an RS, which JSON does not allow
 */
export function encodeJsonText(text: string | Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  if (bytes.includes(RECORD_SEPARATOR)) throw new StreamError("boundary", "the JSON text contains a record separator");
  const item = new Uint8Array(bytes.length + 2);
  item[0] = RECORD_SEPARATOR;
  item.set(bytes, 1);
  item[bytes.length + 1] = LINE_FEED;
  return item;
}

/**
 * Returns a lone RS. It is not an item, so it can keep a quiet stream of `application/json-seq` alive (RFC 7464, 2.1;
 * EQ-AR-2).
 */
export function recordSeparator(): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(RECORD_SEPARATOR);
}
