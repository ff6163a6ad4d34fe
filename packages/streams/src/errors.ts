/**
 * Why a stream could not be encoded or decoded.
 *
 * - `truncated`: the stream broke off before its framing said that it was over. Distinct from a clean end.
 * - `field-syntax`: a field line, or a field name or value, is malformed.
 * - `field-block-too-large`: a block of fields (with its start line, or a chunk's size line) is longer than the limit.
 * - `part-too-large`: one body is longer than the limit.
 * - `text-too-large`: one JSON text is longer than the limit.
 * - `too-deep`: multipart bodies are nested deeper than the limit.
 * - `length-mismatch`: the framing of a body is missing, contradicts itself, or does not fit the body.
 * - `start-line`: the first line of an HTTP message is no status line of HTTP/1.x.
 * - `chunk-syntax`: the chunked transfer coding is malformed.
 * - `boundary`: a delimiter is malformed, or stands inside what it delimits.
 * - `content-type`: the media type is no multipart type with a usable boundary.
 * - `source`: the source of bytes itself failed; the error has that failure as its `cause`.
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

/** Where a {@link StreamError} arose. */
export interface StreamErrorDetails {
  /** Bytes into the stream, as far as it was read when the error was found. */
  readonly offset?: number | undefined;
  /** The limit that was passed, in bytes (in levels for `too-deep`). */
  readonly limit?: number | undefined;
  /** What caused the error, where something else did. */
  readonly cause?: unknown;
}

/** The one class of error that malformed streams give rise to; its `code` says which. */
export class StreamError extends Error {
  /** The name of the class. */
  override readonly name = "StreamError";
  /** What is wrong, for programs. */
  readonly code: StreamErrorCode;
  /** Bytes into the stream, as far as it was read when the error was found; undefined where there is no position. */
  readonly offset: number | undefined;
  /** The limit that was passed, in bytes (in levels for `too-deep`); undefined where none was. */
  readonly limit: number | undefined;

  constructor(code: StreamErrorCode, message: string, { offset, limit, ...cause }: StreamErrorDetails = {}) {
    super(message, cause);
    this.code = code;
    this.offset = offset;
    this.limit = limit;
  }
}
