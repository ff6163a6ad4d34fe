/** What bytes of a response are: framing, header fields, or the content of a part or message. */
export type WireKind = "delimiter" | "field" | "body";

/** Bytes of one kind, each a character of the same code. */
export interface WirePiece {
  readonly kind: WireKind;
  readonly text: string;
}

/**
 * Tells the bytes of a stream apart, for people to look at. It decodes nothing and never fails: malformed bytes are marked as
 * they seem. Marks are given out with the bytes, but for the beginning of a line that may become a delimiter.
 */
export interface WireClassifier {
  /** @param text bytes, each a character of the same code */
  push(text: string): WirePiece[];
  /** The stream is over: gives out what was held back. */
  finish(): WirePiece[];
}

/** How much of a line, or block of fields, is kept to understand what follows. */
export const maximumKept = 0x4000;
