/** Joins byte sequences into one new array. */
export function concatenate(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/** One byte per character. Characters above U+00FF must have been refused before. */
export function latin1Bytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** One character per byte. (`TextDecoder("latin1")` decodes windows-1252, which is not the same.) */
export function latin1Text(bytes: Uint8Array): string {
  const step = 4096; // keeps clear of every engine's limit on arguments
  let text = "";
  for (let at = 0; at < bytes.length; at += step) {
    // Spreading the bytes takes five times as long: it goes through their iterator.
    text += Reflect.apply(String.fromCharCode, null, bytes.subarray(at, at + step));
  }
  return text;
}
