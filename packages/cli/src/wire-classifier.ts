/** The kind of some bytes of a response: framing, header fields, or the content of a part or message. */
export type WireKind = "delimiter" | "field" | "body";

/** Bytes of one kind, each as a character with the same code. */
export interface WirePiece {
  readonly kind: WireKind;
  readonly text: string;
}

/**
 * Splits a stream into pieces and classifies them, to show them to people. It decodes nothing and never fails: it guesses the
 * kind of malformed bytes. It returns all bytes at once, except the beginning of a line that may turn out to be a delimiter.
 */
export interface WireClassifier {
  /** Classifies bytes. @param text bytes, each as a character with the same code */
  push(text: string): WirePiece[];
  /** Ends the stream, and classifies what was held back. */
  finish(): WirePiece[];
}

/** How many bytes of a line, or of a block of fields, a classifier keeps. */
export const maximumKept = 0x4000;
