import type { Answer } from "../wire/exchange.ts";
import { fieldOf } from "../wire/fields.ts";

/** A hostile request, and its allowed outcomes. */
export interface Attack {
  readonly name: string;
  /** The bytes to send. */
  readonly bytes: Buffer | string;
  /**
   * The allowed outcomes, as {@link outcomeOf} names them: `stream`, a status, a status with the status of the
   * notifications after a slash, or `closed`.
   */
  readonly allowed: readonly string[];
  /** The target that a successful request changes. Without it, the request must cause no event. */
  readonly changes?: string;
  /** Whether the server may read more than one request in the bytes; then we wait for all of them. */
  readonly several?: boolean;
}

/** The outcome of a request, in a word. */
export function outcomeOf(answer: Answer | undefined): string {
  if (answer === undefined) return "closed";
  if (answer.stream) return "stream";
  const [, status] = /status=(\d+)/.exec(fieldOf(answer.fields, "events") ?? "") ?? [];
  return `${answer.status}${status === undefined ? "" : `/${status}`}`;
}
