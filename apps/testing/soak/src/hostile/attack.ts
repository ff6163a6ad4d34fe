import type { Answer } from "../wire/exchange.ts";
import { fieldOf } from "../wire/fields.ts";

/** A hostile request, and what may become of it. */
export interface Attack {
  readonly name: string;
  /** What is sent. */
  readonly bytes: Buffer | string;
  /**
   * What it may be answered with, as {@link outcomeOf} says it: `stream`, a status, a status with the status of the
   * notifications behind a slash, or `closed`.
   */
  readonly allowed: readonly string[];
  /** The target that is changed if it is answered with success; else it must cause no event. */
  readonly changes?: string;
  /** Whether the server may take more than one request for what is sent: then all of them are waited for. */
  readonly several?: boolean;
}

/** What became of a request, in a word. */
export function outcomeOf(answer: Answer | undefined): string {
  if (answer === undefined) return "closed";
  if (answer.stream) return "stream";
  const [, status] = /status=(\d+)/.exec(fieldOf(answer.fields, "events") ?? "") ?? [];
  return `${answer.status}${status === undefined ? "" : `/${status}`}`;
}
