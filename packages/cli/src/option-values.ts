import { CommandError } from "./command-error.ts";

/** Reads a number. @throws CommandError `usage` if the text is not a number in the range */
export function numberOf(
  option: string,
  text: string | undefined,
  { least, whole = false }: { readonly least: number; readonly whole?: boolean },
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= 1e9 && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? "a whole number" : "a number of seconds";
  throw new CommandError("usage", `--${option} takes ${kind}, ${least} or more`);
}

/** Reads one of several words. @throws CommandError `usage` if the text is none of them */
export function oneOf<Value extends string>(
  option: string,
  text: string | undefined,
  values: readonly Value[],
): Value | undefined {
  const value = values.find((one) => one === text);
  if (text !== undefined && value === undefined) {
    throw new CommandError("usage", `--${option} takes one of ${values.join(", ")}`);
  }
  return value;
}

/** A media range with its parameters. Quoted values may contain commas. */
const range = /[^,\s](?:"(?:[^"\\]|\\.)*"|[^,"])*/g;

/**
 * Returns the `Accept` for notifications with these deltas (NF-5). Without `accept`, it asks for `message/rfc822`, which every
 * PREP server supports, or else JSON.
 *
 * @throws CommandError `usage`
 */
export function acceptOf(accept: string | undefined, delta: string | undefined): string | undefined {
  if (delta === undefined) return accept;
  if (!/^[\w!#$&^.+*/;=, -]+$/.test(delta)) {
    throw new CommandError("usage", "--delta takes media types, such as application/merge-patch+json, or '*/*'");
  }
  if (accept === undefined) return `message/rfc822;delta="${delta}", application/json;delta="${delta}";q=0.9`;
  return accept.replace(range, (one) => one.replace(/^[^;]*/, (type) => `${type.trimEnd()};delta="${delta}"`));
}
