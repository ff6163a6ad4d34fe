import type { Check } from "../checks/check.ts";
import { Finding, NotApplicable, SetupFailure } from "../finding.ts";
import type { CheckResult } from "../results/results.ts";
import type { Settings } from "../settings/settings.ts";
import { type Exchange, WaitFailure } from "../wire/exchange.ts";
import { CheckRun } from "./check-run.ts";
import { cleanUp } from "./clean-up.ts";
import { missingNeed, type RunContext } from "./needs.ts";
import { outcomeOf } from "./outcome.ts";
import { recordOf } from "./record-exchange.ts";

type Verdict = Pick<CheckResult, "outcome" | "reason" | "blockedBy" | "option" | "expected" | "observed" | "mark">;

/** Runs one check and cleans up after it. Never rejects. */
export async function runCheck(check: Check, context: RunContext): Promise<CheckResult> {
  const missing = missingNeed(check, context);
  if (missing !== undefined) return resultWith(check, { outcome: "skipped", ...missing });
  const began = performance.now();
  const run = new CheckRun(context, `${check.id.replaceAll("/", "-")}-${context.run}`);
  const verdict = await judge(check, run, context.settings);
  // Record the exchanges as they stood at the verdict, before cleaning up ends them.
  const secret = new Set(Object.keys(context.settings.fields).map((name) => name.toLowerCase()));
  const exchanges = run.exchanges.map((exchange) => recordOf(exchange, context.began, secret));
  const left = await cleanUp(run);
  return {
    ...resultWith(check, verdict),
    milliseconds: Math.round(performance.now() - began),
    ...(left.length === 0 ? {} : { left }),
    ...(verdict.outcome === "pass" || exchanges.length === 0 ? {} : { exchanges }),
  };
}

/** The result of a check with this verdict, and no exchanges. */
export function resultWith({ id, protocol, requirements, level, sentence }: Check, verdict: Verdict): CheckResult {
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
    return { outcome: outcomeOf(check, settings.claims), expected, observed, ...mark };
  }
  if (error instanceof WaitFailure) {
    if (error.exchange.ending?.kind === "unreachable") return { outcome: "blocked", reason: error.message };
    return { outcome: outcomeOf(check, settings.claims), expected: error.expected, observed: error.observed };
  }
  if (error instanceof SetupFailure) return { outcome: "blocked", reason: error.message };
  if (error instanceof NotApplicable) {
    const { option } = error;
    return { outcome: "skipped", reason: error.message, ...(option === undefined ? {} : { option }) };
  }
  return { outcome: "error", reason: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function bare({ offset, length }: { readonly offset: number; readonly length: number }) {
  return { offset, length };
}
