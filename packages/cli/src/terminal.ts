import type { Output } from "./output.ts";
import type { Palette } from "./palette.ts";

/** What a command runs in. */
export interface Terminal {
  readonly output: Output;
  /** How texts look there. */
  readonly palette: Palette;
  /** Whether the output is looked at, rather than handed on: `--raw` then marks what it shows. */
  readonly isForPeople: boolean;
  /** Tells beside the output what is going on, on a line. */
  note(text: string): void;
  /** Tells beside the output why the command fails, on a line. */
  error(text: string): void;
  /** Set off when the command is to end: by a signal, or since nobody reads its output. */
  readonly ended: AbortSignal;
}
