import { accessSync, constants, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ConformanceError } from "../conformance-error.ts";

/**
 * Reads a text file.
 *
 * @throws {@link ConformanceError} `configuration` if it cannot be read
 */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ConformanceError("configuration", `${file} cannot be read: ${message}`, { cause });
  }
}

/**
 * Writes a text to a file, or to the standard output if the file is `-`.
 *
 * @throws {@link ConformanceError} `configuration` if it cannot be written
 */
export function writeTo(file: string, text: string, out: (text: string) => void): void {
  if (file === "-") out(text.replace(/\n$/, ""));
  else attempt(file, () => writeFileSync(file, text));
}

/**
 * Requires that a file can be written. Call it before a run, so that the run is not in vain.
 *
 * @throws {@link ConformanceError} `configuration` if it cannot
 */
export function requireWritable(file: string): void {
  if (file === "-") return;
  attempt(file, () => accessSync(existsSync(file) ? file : dirname(file), constants.W_OK));
}

function attempt(file: string, act: () => void): void {
  try {
    act();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ConformanceError("configuration", `${file} cannot be written: ${message}`, { cause });
  }
}
