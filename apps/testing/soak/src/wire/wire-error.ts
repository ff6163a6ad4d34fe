/** Thrown for bytes that a correct server never sends. */
export class WireError extends Error {
  override readonly name = "WireError";

  constructor(what: string, bytes: Uint8Array = new Uint8Array()) {
    const text = Buffer.from(bytes.subarray(0, 200)).toString("latin1");
    super(`${what}${bytes.length > 0 ? `: ${JSON.stringify(text)}` : ""}`);
  }
}
