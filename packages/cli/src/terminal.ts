import type { Output } from "./output.ts";
import type { Palette } from "./palette.ts";

/** The surroundings that a command runs in. */
export interface Terminal {
  readonly output: Output;
  /** How texts look in the output. */
  readonly palette: Palette;
  /** Whether a person reads the output, and not a program: `--raw` then marks each line. */
  readonly isForPeople: boolean;
  /** Prints a line about the progress to the standard error. */
  note(text: string): void;
  /** Prints a line with the reason why the command fails to the standard error. */
  error(text: string): void;
  /** Aborted when the command should end: it got a signal, or the reader of its output has left. */
  readonly ended: AbortSignal;
}
