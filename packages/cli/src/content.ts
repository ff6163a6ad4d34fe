/** Content as JSON can contain it: as text if it is UTF-8, otherwise in Base64. */
export type Content =
  | {
      /** The content, decoded. */
      readonly text: string;
    }
  | {
      /** The content in Base64 (RFC 4648 section 4). */
      readonly base64: string;
    };

/** Converts bytes to text or Base64. */
export function contentOf(bytes: Uint8Array): Content {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { base64: Buffer.from(bytes).toString("base64") };
  }
}
