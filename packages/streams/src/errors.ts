/**
 * Identifies why a stream could not be encoded or decoded.
 *
 * - `truncated`: the stream ended before its framing did. Distinct from a clean end.
 * - `field-syntax`: a field line is malformed.
 * - `field-block-too-large`: a block of fields (with its start line), or the size line of a chunk, is longer than the
 *   limit.
 * - `part-too-large`: one body is longer than the limit.
 * - `text-too-large`: one JSON text is longer than the limit.
 * - `too-deep`: multipart bodies are nested deeper than the limit.
 * - `length-mismatch`: the framing of a body is missing, contradicts itself, or does not match the body.
 * - `start-line`: the first line of an HTTP message is not a status line of HTTP/1.x.
 * - `chunk-syntax`: the chunked transfer coding is malformed.
 * - `boundary`: a boundary is invalid, a delimiter is malformed, or a delimiter occurs inside the bytes that it
 *   delimits.
 * - `content-type`: the media type is not multipart or has no valid boundary.
 * - `source`: the source of bytes failed. The error has that failure as its `cause`.
 */
export type StreamErrorCode =
  | "truncated"
  | "field-syntax"
  | "field-block-too-large"
  | "part-too-large"
  | "text-too-large"
  | "too-deep"
  | "length-mismatch"
  | "start-line"
  | "chunk-syntax"
  | "boundary"
  | "content-type"
  | "source";

/** Details of a {@link StreamError}. */
export interface StreamErrorDetails {
  /** The position in the stream where the error was found, in bytes. */
  readonly offset?: number | undefined;
  /** The limit that was exceeded, in bytes (in levels for `too-deep`). */
  readonly limit?: number | undefined;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/** The only class of error for malformed streams. Its `code` says what is wrong. */
export class StreamError extends Error {
  /** The name of the class. */
  override readonly name = "StreamError";
  /** Identifies what is wrong, for programs. */
  readonly code: StreamErrorCode;
  /** The position in the stream where the error was found, in bytes; undefined if there is none. */
  readonly offset: number | undefined;
  /** The limit that was exceeded, in bytes (in levels for `too-deep`); undefined if there is none. */
  readonly limit: number | undefined;

  constructor(code: StreamErrorCode, message: string, { offset, limit, ...cause }: StreamErrorDetails = {}) {
    super(message, cause);
    this.code = code;
    this.offset = offset;
    this.limit = limit;
  }
}
