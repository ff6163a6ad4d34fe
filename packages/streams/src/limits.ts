/** Limits of a decoder. Each may be `Infinity`. */
export interface StreamLimits {
  /**
   * The most bytes in the block of header fields of one part or message, including its start line (HTTP) and the empty
   * line. Default 16384 (16 KiB). Limits the memory that the decoder needs.
   */
  readonly fieldBlock?: number | undefined;
  /**
   * The most bytes in the body of one part or message. Default `Infinity`: a decoder passes bodies on without
   * collecting them, so they cost memory only if the reader keeps them.
   */
  readonly part?: number | undefined;
  /**
   * The most levels of multipart bodies that {@link Part.parts} may open inside a multipart body. 0 allows none.
   * Default 4 (PREP needs 1).
   */
  readonly depth?: number | undefined;
}

/** Limits of a decoder of `application/json-seq`. */
export interface JsonSequenceLimits {
  /** The most bytes in one JSON text, which the decoder keeps in memory while it arrives. Default 1048576 (1 MiB). */
  readonly text?: number | undefined;
}

/** The default of {@link StreamLimits.fieldBlock}, in bytes. */
export const defaultFieldBlock = 16_384;
