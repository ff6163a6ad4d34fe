const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const codes = Uint8Array.from(alphabet, (character) => character.charCodeAt(0));
/** The value of each character code; 255 for those that are not in the alphabet. */
const values = new Uint8Array(128).fill(255);
for (const [value, code] of codes.entries()) values[code] = value;

/** Encodes bytes, whose number is a multiple of three, so that no padding is needed (RFC 4648 section 5). */
export function encodeBase64url(bytes: Uint8Array): string {
  const text = new Uint8Array((bytes.byteLength / 3) * 4);
  for (let from = 0, to = 0; to < text.byteLength; from += 3, to += 4) {
    const group = (at(bytes, from) << 16) | (at(bytes, from + 1) << 8) | at(bytes, from + 2);
    text[to] = at(codes, group >> 18);
    text[to + 1] = at(codes, (group >> 12) & 63);
    text[to + 2] = at(codes, (group >> 6) & 63);
    text[to + 3] = at(codes, group & 63);
  }
  // Spreading would iterate.
  return String.fromCharCode.apply(null, text as unknown as number[]);
}

/** Decodes what {@link encodeBase64url} made of `length` bytes; `undefined` if the text is nothing of that kind. */
export function decodeBase64url(text: string, length: number): Uint8Array | undefined {
  if (text.length !== (length / 3) * 4) return undefined;
  const bytes = new Uint8Array(length);
  for (let from = 0, to = 0; to < length; from += 4, to += 3) {
    let group = 0;
    for (let index = from; index < from + 4; index += 1) {
      const value = values[text.charCodeAt(index)] ?? 255;
      if (value === 255) return undefined;
      group = (group << 6) | value;
    }
    bytes[to] = group >> 16;
    bytes[to + 1] = (group >> 8) & 255;
    bytes[to + 2] = group & 255;
  }
  return bytes;
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}
