/** What a piece of the wire is. */
export type PieceKind = "delimiter" | "start-line" | "field" | "separator" | "body";

/** What a block of the wire holds. */
export type BlockKind = "open" | "representation" | "notifications" | "notification" | "end";

/** Is told what the bytes are, piece by piece; all pieces together are the bytes. */
export interface WireListener {
  /** A block begins: a part, a message or a text of the sequence. */
  onBlock(): void;
  /** It is known by now what the block holds. */
  onKind(kind: BlockKind): void;
  /** Some bytes, one character for each. */
  onPiece(kind: PieceKind, bytes: string): void;
}

/** Marks up a stream of bytes as it arrives. It is made to look at streams, not to check them: any bytes will do. */
export interface WireReader {
  /** @param bytes one character for each byte */
  push(bytes: string): void;
  /** Tells what is still held back. */
  end(): void;
}
