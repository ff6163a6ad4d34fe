/**
 * Why the command can't do what it was told.
 *
 * - `usage`: its words make no sense.
 * - `file`: a file can't be read or written.
 */
export type CommandErrorCode = "usage" | "file";

/** An error whose message is for the person at the terminal: one line, with what to do. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly code: CommandErrorCode;

  constructor(code: CommandErrorCode, message: string, cause?: { readonly cause: unknown }) {
    super(message, cause);
    this.code = code;
  }
}

/** Whoever reads the output has left. */
export class OutputClosed extends Error {
  override readonly name = "OutputClosed";
}
