import { StreamError } from "./errors.ts";

const RECORD_SEPARATOR = 0x1e;
const LINE_FEED = 0x0a;

/**
 * Encodes one item of `application/json-seq` (RFC 7464, 2.2; EQ-ST-6): RS, the JSON text as it is, LF. The text is
 * neither parsed nor serialized anew: that it is JSON is the caller's word.
 *
 * @throws {@link StreamError} `boundary` where the text holds an RS, which no JSON text can
 */
export function encodeJsonText(text: string | Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  if (bytes.includes(RECORD_SEPARATOR)) throw new StreamError("boundary", "a record separator stands in the JSON text");
  const item = new Uint8Array(bytes.length + 2);
  item[0] = RECORD_SEPARATOR;
  item.set(bytes, 1);
  item[bytes.length + 1] = LINE_FEED;
  return item;
}

/** A lone RS: holds no item, so it keeps a quiet stream of `application/json-seq` alive (RFC 7464, 2.1; EQ-AR-2). */
export function recordSeparator(): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(RECORD_SEPARATOR);
}
