/** How the content of a representation is sent. */
export interface RepresentationFraming {
  /** How many bytes it was announced to have. */
  readonly length?: number;
  /** Frames a piece. Throws where it can't be in this encapsulation. */
  readonly piece?: (piece: Uint8Array) => Uint8Array;
}
