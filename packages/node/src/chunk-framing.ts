/** Frames bytes as a chunk (RFC 9112 section 7.1). */
export type ChunkFraming = (bytes: Uint8Array) => Uint8Array;

/**
 * Makes a framing that frames bytes once for all subscribers that get them. A buffer for each subscriber would cost
 * time, and a slow reader would keep a slab of memory alive. The framed chunk is kept as long as the bytes are in use.
 */
export function createChunkFraming(): ChunkFraming {
  const framed = new WeakMap<Uint8Array, Uint8Array>();
  return (bytes) => {
    const known = framed.get(bytes);
    if (known !== undefined) return known;
    const size = new TextEncoder().encode(`${bytes.byteLength.toString(16)}\r\n`);
    const chunk = new Uint8Array(size.byteLength + bytes.byteLength + 2);
    chunk.set(size);
    chunk.set(bytes, size.byteLength);
    chunk.set([0x0d, 0x0a], size.byteLength + bytes.byteLength);
    framed.set(bytes, chunk);
    return chunk;
  };
}
