/** Bytes of a content: from `offset`, `length` of them. */
export interface ByteRange {
  /** Where the first one stands, from 0. */
  readonly offset: number;
  /** How many. */
  readonly length: number;
}

/** Something that the format forbids, and where it stands. */
export interface FormatFault extends ByteRange {
  readonly message: string;
}

/** @internal Bytes as characters, so that positions stay. */
export function latin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return bufferOf(bytes).toString("latin1", start, end);
}

/** @internal Where the text stands in the bytes, or -1. */
export function indexOf(bytes: Uint8Array, text: string, from = 0): number {
  return bufferOf(bytes).indexOf(text, from, "latin1");
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
