import type { Check } from "../checks/check.ts";
import { Finding, NotApplicable, SetupFailure } from "../finding.ts";
import type { CheckResult, Outcome } from "../results/results.ts";
import type { Settings } from "../settings/settings.ts";
import { type Exchange, WaitFailure } from "../wire/exchange.ts";
import { CheckRun } from "./check-run.ts";
import { missingNeed, type RunContext } from "./needs.ts";
import { recordOf } from "./record-exchange.ts";

type Verdict = Pick<CheckResult, "outcome" | "reason" | "blockedBy" | "option" | "expected" | "observed" | "mark">;

/** What a check's judge is run with. */
export interface Judging extends RunContext {
  /** When the run began: milliseconds of the monotonic clock. */
  readonly began: number;
  /** Sets the resources of this run apart. */
  readonly run: string;
}

/** Judges one check, and clears away behind it. Never rejects. */
export async function runCheck(check: Check, judging: Judging): Promise<CheckResult> {
  const lack = missingNeed(check, judging);
  if (lack !== undefined) return resultOf(check, { outcome: "skipped", ...lack });
  const began = performance.now();
  const run = new CheckRun(judging, `${check.id.replaceAll("/", "-")}-${judging.run}`);
  const verdict = await judge(check, run, judging.settings);
  // What is told of the exchanges is how they stood at the verdict, not that they were left afterwards.
  const secret = new Set(Object.keys(judging.settings.fields).map((name) => name.toLowerCase()));
  const exchanges = run.exchanges.map((exchange) => recordOf(exchange, judging.began, secret));
  const left = await run.clear();
  return {
    ...resultOf(check, verdict),
    milliseconds: Math.round(performance.now() - began),
    ...(left.length === 0 ? {} : { left }),
    ...(verdict.outcome === "pass" || exchanges.length === 0 ? {} : { exchanges }),
  };
}

/** The result of a check that was not run. */
export function resultOf({ id, protocol, requirements, level, sentence }: Check, verdict: Verdict): CheckResult {
  return { id, protocol, requirements, level, sentence, milliseconds: 0, ...verdict };
}

async function judge(check: Check, run: CheckRun, settings: Settings): Promise<Verdict> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<Verdict>((resolve) => {
    const reason = `it took longer than ${settings.timeLimit / 1_000} s`;
    timer = setTimeout(() => resolve({ outcome: "error", reason, option: "--time-limit SECONDS" }), settings.timeLimit);
  });
  const judging = (async () => check.judge(run))();
  const judged = judging.then(
    (): Verdict => ({ outcome: "pass" }),
    (error: unknown) => verdictOf(error, check, run.exchanges, settings),
  );
  const verdict = await Promise.race([judged, overdue]);
  clearTimeout(timer);
  return verdict;
}

function verdictOf(error: unknown, check: Check, exchanges: readonly Exchange[], settings: Settings): Verdict {
  if (error instanceof Finding) {
    const { expected, observed, exchange, range } = error.details;
    const index = exchange === undefined ? -1 : exchanges.indexOf(exchange);
    const mark = index < 0 || range === undefined ? {} : { mark: { exchange: index, ...bare(range) } };
    return { outcome: outcomeOf(check, settings), expected, observed, ...mark };
  }
  if (error instanceof WaitFailure) {
    if (error.exchange.ending?.kind === "unreachable") return { outcome: "blocked", reason: error.message };
    return { outcome: outcomeOf(check, settings), expected: error.expected, observed: error.observed };
  }
  if (error instanceof SetupFailure) return { outcome: "blocked", reason: error.message };
  if (error instanceof NotApplicable) {
    const { option } = error;
    return { outcome: "skipped", reason: error.message, ...(option === undefined ? {} : { option }) };
  }
  return { outcome: "error", reason: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** What it means that a check does not hold. @internal */
export function outcomeOf({ id, level, requirements, feature }: Check, { claims }: Settings): Outcome {
  if (level === "must") return "fail";
  if (level === "should") return "warn";
  if (level === "may") return "info";
  const names = ["ours", id, ...requirements, ...(feature === undefined ? [] : [feature])];
  return names.some((name) => claims.has(name)) ? "fail" : "info";
}

function bare({ offset, length }: { readonly offset: number; readonly length: number }) {
  return { offset, length };
}
