/** Identifies what is wrong, for programs. The messages of {@link FieldError} are for people and may change. */
export type FieldErrorCode =
  /** A field value does not parse. */
  | "field-syntax"
  /** A value parses but the field does not allow it, or it cannot be serialized. */
  | "field-value"
  /** A field name is not an HTTP token. */
  | "field-name"
  /** Content came without `Content-Type`. */
  | "content-type-missing"
  /** `Content-Type` does not parse. */
  | "content-type-malformed"
  /** The media type or the character encoding of the content is not supported. */
  | "content-type-unsupported"
  /** The content is longer than the limit. */
  | "content-too-large"
  /** The content does not parse as its media type. */
  | "content-syntax"
  /** The content parses but is not a valid subscription. */
  | "content-semantics"
  /** The content is nested deeper than the limit. */
  | "content-too-deep";

/** Optional details of a {@link FieldError}. */
export interface FieldErrorOptions {
  /** The invalid field, or the invalid member of the content. */
  readonly field?: string | undefined;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/** The only class of error that this package throws. */
export class FieldError extends Error {
  /** The name of the class. */
  override readonly name = "FieldError";
  /** Identifies what is wrong. */
  readonly code: FieldErrorCode;
  /** The invalid field, or the invalid member of the content, if known. */
  readonly field?: string;

  /** Creates an error with a code for programs and a message for people. */
  constructor(code: FieldErrorCode, message: string, options: FieldErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = code;
    if (options.field !== undefined) this.field = options.field;
  }
}

/** Returns the beginning of an untrusted value for use in a message: escaped, and at most 64 characters of it. */
export function excerpt(value: string): string {
  return JSON.stringify(value.length > 64 ? `${value.slice(0, 64)}…` : value);
}
