/** What was wrong, for programs: the messages of {@link FieldError} are for people and may change. */
export type FieldErrorCode =
  /** A field value does not parse. */
  | "field-syntax"
  /** A value parses but is not what the field allows, or cannot be serialized. */
  | "field-value"
  /** A field name is no HTTP token. */
  | "field-name"
  /** Content came without `Content-Type`. */
  | "content-type-missing"
  /** `Content-Type` does not parse. */
  | "content-type-malformed"
  /** Content is of a media type, or in a character encoding, that is not offered. */
  | "content-type-unsupported"
  /** Content is longer than the limit. */
  | "content-too-large"
  /** Content does not parse as its media type. */
  | "content-syntax"
  /** Content parses but makes no sense. */
  | "content-semantics"
  /** Content nests deeper than the limit. */
  | "content-too-deep";

/** What a {@link FieldError} tells besides its code and message. */
export interface FieldErrorOptions {
  /** The field, or the member of the content, that was wrong. */
  readonly field?: string | undefined;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/** The one error that this package throws. */
export class FieldError extends Error {
  /** The name of the class. */
  override readonly name = "FieldError";
  /** What was wrong. */
  readonly code: FieldErrorCode;
  /** The field, or the member of the content, that was wrong, where one can be named. */
  readonly field?: string;

  /** An error with a code for programs and a message for people. */
  constructor(code: FieldErrorCode, message: string, options: FieldErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = code;
    if (options.field !== undefined) this.field = options.field;
  }
}

/** A piece of an untrusted value for a message: escaped, and never long. */
export function excerpt(value: string): string {
  return JSON.stringify(value.length > 64 ? `${value.slice(0, 64)}…` : value);
}
