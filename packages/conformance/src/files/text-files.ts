import { accessSync, constants, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ConformanceError } from "../conformance-error.ts";

/**
 * Reads a file that an option names.
 *
 * @throws {@link ConformanceError} `configuration`
 */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ConformanceError("configuration", `${file} can't be read: ${message}`, { cause });
  }
}

/**
 * Writes a text to a file, or with `-` to the standard output.
 *
 * @throws {@link ConformanceError} `configuration`
 */
export function writeTo(file: string, text: string, out: (text: string) => void): void {
  if (file === "-") out(text.replace(/\n$/, ""));
  else attempt(file, () => writeFileSync(file, text));
}

/**
 * That a file can be written: asked before a run, not after it.
 *
 * @throws {@link ConformanceError} `configuration`
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
    throw new ConformanceError("configuration", `${file} can't be written: ${message}`, { cause });
  }
}
