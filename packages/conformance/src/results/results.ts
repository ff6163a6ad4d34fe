import type { CheckDescription } from "../checks/check.ts";
import type { ByteRange } from "../parsers/range.ts";
import type { EndKind, HttpVersion } from "../wire/exchange-parts.ts";
import type { FieldLine } from "../wire/field-line.ts";

/**
 * What came of a check: it holds (`pass`); it does not: `fail`, `warn` (a SHOULD) or `info` (a MAY, or a decision of ours
 * that the target does not claim); it was not judged: `skipped` (there is an option for it), `blocked` (something that it
 * builds on did not hold) or `error` (the suite's own fault).
 */
export type Outcome = "pass" | "fail" | "warn" | "info" | "skipped" | "blocked" | "error";

/** All outcomes, in the order in which they are counted. */
export const outcomes = ["pass", "fail", "warn", "info", "skipped", "blocked", "error"] as const;

/** The results of a run: a JSON value. A change that a reader would notice raises `formatVersion`. */
export interface Results {
  /** Tells such a file from others. */
  readonly format: "resource-events-conformance";
  /** The version of this shape. */
  readonly formatVersion: 1;
  /** The version of the suite. */
  readonly suite: string;
  /** What was judged: a URL, or the command of a client. */
  readonly target: string;
  /** What the target is called, where the configuration says. */
  readonly name?: string;
  /** The version of HTTP that was spoken. */
  readonly http: HttpVersion;
  /** RFC 3339. */
  readonly startedAt: string;
  /** How long it took. */
  readonly milliseconds: number;
  /** Set where the run was ended before all was judged: what was left is skipped. */
  readonly interrupted?: true;
  /** How many results there are of each outcome. */
  readonly counts: Readonly<Record<Outcome, number>>;
  /** The results, in the order of the suite. */
  readonly checks: readonly CheckResult[];
}

/** What came of one check. */
export interface CheckResult extends CheckDescription {
  /** What came of it. */
  readonly outcome: Outcome;
  /** How long it took, with clearing away. */
  readonly milliseconds: number;
  /** Of what was not judged: why. */
  readonly reason?: string;
  /** Of what was blocked by another check: its id. Without it, the set-up itself failed. */
  readonly blockedBy?: string;
  /** Of what was skipped: the option that would enable it. */
  readonly option?: string;
  /** Of what does not hold: what should have been. */
  readonly expected?: string;
  /** Of what does not hold: what there was instead. */
  readonly observed?: string;
  /** The offending bytes: in which of the exchanges, and where in its content. */
  readonly mark?: Mark;
  /** What did not succeed of clearing away. */
  readonly left?: readonly string[];
  /** What an expectation file says of it. */
  readonly expectation?: MatchedExpectation;
  /** What was sent and received, of all that did not pass. */
  readonly exchanges?: readonly ExchangeRecord[];
}

/** What was expected of a check. */
export interface MatchedExpectation {
  /** The outcomes that are expected. */
  readonly outcomes: readonly Outcome[];
  /** Why. */
  readonly reason: string;
  /** Whether one of them came. */
  readonly met: boolean;
}

/** Where the offending bytes are. */
export interface Mark extends ByteRange {
  /** The place of the exchange among the result's, from 0. */
  readonly exchange: number;
}

/** One exchange. Times are milliseconds since the run began; texts hold a byte in each character. */
export interface ExchangeRecord {
  /** The version of HTTP. */
  readonly http: HttpVersion;
  /** When the request was sent. Missing where it was not. */
  readonly sentAt?: number;
  /** What was sent. */
  readonly request: RequestRecord;
  /** The head of the response. Missing where none came. */
  readonly response?: ResponseRecord;
  /** The content as it arrived, without HTTP's framing: 64 KiB of it at most. */
  readonly pieces: readonly PieceRecord[];
  /** How many bytes of content came; more than the pieces hold, where these were cut short. */
  readonly contentLength: number;
  /** The trailer fields. */
  readonly trailers?: readonly FieldLine[];
  /** Faults in the framing of HTTP. */
  readonly faults?: readonly string[];
  /** Missing where the response had not ended. */
  readonly ending?: EndingRecord;
}

/** A request. */
export interface RequestRecord {
  /** The method. */
  readonly method: string;
  /** The URL. */
  readonly url: string;
  /** The field lines, without those that the wire adds; credentials are not shown. */
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
  /** When it was complete. */
  readonly at: number;
}

/** Content that arrived at once. */
export interface PieceRecord {
  /** When. */
  readonly at: number;
  /** Where it stands in the content. */
  readonly offset: number;
  /** Which chunk or DATA frame it was of. */
  readonly frame: number;
  /** The bytes. */
  readonly text: string;
}

/** How a response ended. */
export interface EndingRecord {
  /** In which way. */
  readonly kind: EndKind;
  /** When. */
  readonly at: number;
  /** What the system, or HTTP/2, said of it. */
  readonly detail?: string;
}

/**
 * Whether a result is one that nobody hoped for: other than its expectation says; without one, a failure, an error of the
 * suite, or a set-up that failed. What was blocked by another check counts by that check.
 */
export function isUnexpected({ outcome, blockedBy, expectation }: CheckResult): boolean {
  if (expectation !== undefined) return !expectation.met;
  return outcome === "fail" || outcome === "error" || (outcome === "blocked" && blockedBy === undefined);
}

/** How many results there are of each outcome. */
export function countsOf(results: readonly CheckResult[]): Readonly<Record<Outcome, number>> {
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length;
  return Object.fromEntries(outcomes.map((outcome) => [outcome, count(outcome)])) as Record<Outcome, number>;
}
