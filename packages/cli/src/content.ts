/** Content as JSON can hold it: text where it is UTF-8, else Base64. */
export type Content =
  | {
      /** The content, decoded. */
      readonly text: string;
    }
  | {
      /** The content in Base64 (RFC 4648 section 4). */
      readonly base64: string;
    };

export function contentOf(bytes: Uint8Array): Content {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { base64: Buffer.from(bytes).toString("base64") };
  }
}
