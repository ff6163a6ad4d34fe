/** The kind of a piece of the wire. */
export type PieceKind = "delimiter" | "start-line" | "field" | "separator" | "body";

/** The kind of a block of the wire. */
export type BlockKind = "open" | "representation" | "notifications" | "notification" | "end";

/** Receives the bytes of a stream, divided into pieces by their meaning. The pieces together are all the bytes. */
export interface WireListener {
  /** A block begins: a part, a message or a text of a sequence. */
  onBlock(): void;
  /** The kind of the current block is now known. */
  onKind(kind: BlockKind): void;
  /** Some bytes, as one character each. */
  onPiece(kind: PieceKind, bytes: string): void;
}

/** Divides a stream of bytes into pieces as it arrives. It is for display and accepts any bytes. */
export interface WireReader {
  /** @param bytes one character per byte */
  push(bytes: string): void;
  /** Reports the remaining bytes. */
  end(): void;
}
