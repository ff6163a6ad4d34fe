/** A range of bytes in a content. */
export interface ByteRange {
  /** The offset of the first byte, from 0. */
  readonly offset: number;
  /** The number of bytes. */
  readonly length: number;
}

/** Something that the format forbids, with its position. */
export interface FormatFault extends ByteRange {
  readonly message: string;
}

/** @internal Converts bytes to characters one by one, so that offsets are the same. */
export function latin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return bufferOf(bytes).toString("latin1", start, end);
}

/** @internal The offset of the text in the bytes, or -1. */
export function indexOf(bytes: Uint8Array, text: string, from = 0): number {
  return bufferOf(bytes).indexOf(text, from, "latin1");
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
