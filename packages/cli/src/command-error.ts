/**
 * Why the command failed.
 *
 * - `usage`: its arguments are invalid.
 * - `file`: a file, or the output, can't be read or written.
 */
export type CommandErrorCode = "usage" | "file";

/** An error with a message for the user: one line that says what to do. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly code: CommandErrorCode;

  constructor(code: CommandErrorCode, message: string, cause?: { readonly cause: unknown }) {
    super(message, cause);
    this.code = code;
  }
}

/** Thrown when the reader of the output has closed it. */
export class OutputClosed extends Error {
  override readonly name = "OutputClosed";
}
