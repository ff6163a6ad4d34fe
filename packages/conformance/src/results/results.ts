import type { CheckDescription } from "../checks/check.ts";
import type { ByteRange } from "../parsers/range.ts";
import type { EndKind, HttpVersion } from "../wire/exchange-parts.ts";
import type { FieldLine } from "../wire/field-line.ts";

/**
 * The outcome of a check. Its requirement holds: `pass`. It does not hold: `fail`, `warn` (a SHOULD) or `info` (a MAY,
 * or a decision of ours that the target does not claim). It was not judged: `skipped` (often an option would enable
 * it), `blocked` (its setup, or a check that it depends on, did not succeed) or `error` (a fault of the suite).
 */
export type Outcome = "pass" | "fail" | "warn" | "info" | "skipped" | "blocked" | "error";

/** All outcomes, in the order in which reports count them. */
export const outcomes = ["pass", "fail", "warn", "info", "skipped", "blocked", "error"] as const;

/** The results of a run, as a JSON value. A change that affects readers raises `formatVersion`. */
export interface Results {
  /** Identifies the file format. */
  readonly format: "resource-events-conformance";
  /** The version of this shape. */
  readonly formatVersion: 1;
  /** The version of the suite. */
  readonly suite: string;
  /** The judged target: a URL, or the command of a client. */
  readonly target: string;
  /** The name of the target, if the configuration has one. */
  readonly name?: string;
  /** The version of HTTP in use. */
  readonly http: HttpVersion;
  /** The start of the run, in RFC 3339. */
  readonly startedAt: string;
  /** The duration of the run. */
  readonly milliseconds: number;
  /** Set if the run was interrupted: the remaining checks are skipped. */
  readonly interrupted?: true;
  /** The number of results with each outcome. */
  readonly counts: Readonly<Record<Outcome, number>>;
  /** The results, in the order of the suite. */
  readonly checks: readonly CheckResult[];
}

/** The result of one check. */
export interface CheckResult extends CheckDescription {
  /** Its outcome. */
  readonly outcome: Outcome;
  /** The duration of the check, including its cleanup. */
  readonly milliseconds: number;
  /** The reason, if it was not judged. */
  readonly reason?: string;
  /** The id of the check that blocked it. Missing if its own setup failed. */
  readonly blockedBy?: string;
  /** The option that would enable it, if it was skipped. */
  readonly option?: string;
  /** What should have happened, if the requirement does not hold. */
  readonly expected?: string;
  /** What happened instead, if the requirement does not hold. */
  readonly observed?: string;
  /** The offending bytes: the exchange, and the range in its content. */
  readonly mark?: Mark;
  /** What could not be cleaned up. */
  readonly left?: readonly string[];
  /** What an expectation file says about it. */
  readonly expectation?: MatchedExpectation;
  /** The requests and responses, unless it passed. */
  readonly exchanges?: readonly ExchangeRecord[];
}

/** The expectation for a check. */
export interface MatchedExpectation {
  /** The expected outcomes. */
  readonly outcomes: readonly Outcome[];
  /** The reason for the expectation. */
  readonly reason: string;
  /** Whether the outcome is one of them. */
  readonly met: boolean;
}

/** The position of the offending bytes. */
export interface Mark extends ByteRange {
  /** The index of the exchange in the result's list, from 0. */
  readonly exchange: number;
}

/** One exchange. Times are milliseconds since the run began. In texts, each character is one byte. */
export interface ExchangeRecord {
  /** The version of HTTP. */
  readonly http: HttpVersion;
  /** When the request was sent. Missing if it was not sent. */
  readonly sentAt?: number;
  /** The request. */
  readonly request: RequestRecord;
  /** The head of the response. Missing if none arrived. */
  readonly response?: ResponseRecord;
  /** The content as it arrived, without HTTP's framing: at most 64 KiB. */
  readonly pieces: readonly PieceRecord[];
  /** The number of bytes of content that arrived. The pieces hold fewer if they were cut short. */
  readonly contentLength: number;
  /** The trailer fields. */
  readonly trailers?: readonly FieldLine[];
  /** Faults in HTTP's framing. */
  readonly faults?: readonly string[];
  /** How the response ended. Missing if it had not ended. */
  readonly ending?: EndingRecord;
}

/** A request. */
export interface RequestRecord {
  /** The method. */
  readonly method: string;
  /** The URL. */
  readonly url: string;
  /** The field lines, without `Host` and others that are added when the request is sent. Credentials are hidden. */
  readonly fields: readonly FieldLine[];
  /** The content. */
  readonly content?: string;
}

/** The head of a response. */
export interface ResponseRecord {
  /** The status code. */
  readonly status: number;
  /** The field lines, in their order. */
  readonly fields: readonly FieldLine[];
  /** When the head was complete. */
  readonly at: number;
}

/** Content that arrived at one time. */
export interface PieceRecord {
  /** When it arrived. */
  readonly at: number;
  /** Its offset in the content. */
  readonly offset: number;
  /** The number of the chunk or DATA frame that it belongs to, from 0. */
  readonly frame: number;
  /** The bytes. */
  readonly text: string;
}

/** How a response ended. */
export interface EndingRecord {
  /** The way it ended. */
  readonly kind: EndKind;
  /** When it ended. */
  readonly at: number;
  /** The details that the system, or HTTP/2, gave. */
  readonly detail?: string;
}

/**
 * Whether a result is unexpected. With an expectation: if its outcome is another one. Without: if it is a failure, an
 * error of the suite, or a failed setup. A check that another check blocked is not unexpected: the other check counts.
 */
export function isUnexpected({ outcome, blockedBy, expectation }: CheckResult): boolean {
  if (expectation !== undefined) return !expectation.met;
  return outcome === "fail" || outcome === "error" || (outcome === "blocked" && blockedBy === undefined);
}

/** Counts the results with each outcome. */
export function countsOf(results: readonly CheckResult[]): Readonly<Record<Outcome, number>> {
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length;
  return Object.fromEntries(outcomes.map((outcome) => [outcome, count(outcome)])) as Record<Outcome, number>;
}
