/** Encodes a text as one byte per character. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Decodes bytes as one character each. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

/** Makes a generator of numbers from 0 up to but not including 1. The same seed gives the same numbers. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Splits bytes into pieces of random length, 1 to `longest`. */
export function randomChunks(bytes: Uint8Array, seed: number, longest = 20): Uint8Array[] {
  const random = seededRandom(seed);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + Math.floor(random() * longest);
    chunks.push(bytes.subarray(at, end));
    at = end;
  }
  return chunks;
}

/** Splits bytes in many ways: not at all, into two pieces at every position, into single bytes, into random pieces. */
export function* everyChunking(bytes: Uint8Array): Generator<Uint8Array[]> {
  yield [bytes];
  for (let at = 0; at <= bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)];
  yield Array.from(bytes, (byte) => Uint8Array.of(byte));
  for (let seed = 1; seed <= 20; seed++) yield randomChunks(bytes, seed);
}
