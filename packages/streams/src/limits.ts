/** What a decoder takes at most. Every limit may be set to `Infinity`. */
export interface StreamLimits {
  /**
   * The longest block of header fields of one part or message, in bytes: with its start line (HTTP) and the empty line.
   * Default 16384 (16 KiB). Limits the memory that a decoder itself needs.
   */
  readonly fieldBlock?: number | undefined;
  /**
   * The longest body of one part or message, in bytes. Default `Infinity`: bodies stream through and are never
   * collected by a decoder, so only what the reader keeps costs memory.
   */
  readonly part?: number | undefined;
  /**
   * How many levels of multipart bodies may be opened inside a multipart body by {@link Part.parts}; 0 allows none.
   * Default 4 (PREP needs 1).
   */
  readonly depth?: number | undefined;
}

/** What a decoder of `application/json-seq` takes at most. */
export interface JsonSequenceLimits {
  /** The longest JSON text, in bytes; as much is kept in memory while it arrives. Default 1048576 (1 MiB). */
  readonly text?: number | undefined;
}

/** The default of {@link StreamLimits.fieldBlock}, in bytes. */
export const defaultFieldBlock = 16_384;
