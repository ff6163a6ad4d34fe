import { randomBytes } from "node:crypto";
import type { Check } from "../checks/check.ts";
import { allChecks } from "../checks/index.ts";
import { discover } from "../checks/offer.ts";
import { assertSound, isMeant, requireMeaning, select } from "../checks/selection.ts";
import { ConformanceError } from "../conformance-error.ts";
import { NotApplicable } from "../finding.ts";
import { redactedResult, redactedText, secretsOf } from "../results/redaction.ts";
import { type CheckResult, countsOf, type Results } from "../results/results.ts";
import type { Configuration } from "../settings/configuration.ts";
import { settingsOf } from "../settings/settings.ts";
import { configuredTrigger } from "../triggers/configured-triggers.ts";
import { version } from "../version.ts";
import { freshResources, type RunContext } from "./needs.ts";
import { resultWith, runCheck } from "./verdict.ts";

/** Options for {@link runConformance}. */
export interface RunOptions {
  /** @internal Default: all checks of the suite. */
  readonly checks?: readonly Check[];
  /** Called with each result as soon as it is known. */
  readonly onResult?: (result: CheckResult) => void;
  /** Aborting it ends the run early: running checks clean up and restore the target, and the others are skipped. */
  readonly signal?: AbortSignal;
}

/**
 * Runs the checks on a target. A check runs after those that it depends on. Checks run in parallel if each has a fresh
 * resource, else one by one.
 *
 * @throws `ConformanceError`: `configuration` if an option is invalid, `unreachable` if the target does not respond. A
 * fault of the target is a result, not an error.
 */
export async function runConformance(
  configuration: Configuration,
  { checks = allChecks, onResult, signal }: RunOptions = {},
): Promise<Results> {
  assertSound(checks);
  const settings = settingsOf(configuration);
  const selected = select(checks, settings.only);
  for (const pattern of settings.skip) requireMeaning(checks, pattern, "skip");
  const startedAt = new Date();
  const began = performance.now();
  const secrets = secretsOf(settings.fields);
  const offer = await discover(settings).catch((error: unknown) => {
    if (!(error instanceof ConformanceError)) throw error;
    throw new ConformanceError(error.code, redactedText(error.message, secrets), { cause: error });
  });
  const run = randomBytes(4).toString("hex");
  const trigger = configuredTrigger(settings, run);
  const context: RunContext = { settings, offer, trigger, began, run };
  const turns = new Turns(freshResources(settings, trigger) ? settings.concurrency : 1);
  const underway = new Map<string, Promise<CheckResult>>();
  const resultOf = (check: Check): Promise<CheckResult> => {
    const known = underway.get(check.id);
    if (known !== undefined) return known;
    const before = (check.after ?? []).flatMap((id) => selected.filter((other) => other.id === id));
    const result = Promise.all(before.map(resultOf))
      .then((others) => runAfter(interruptible(check, signal), others, context, turns))
      .then((judged) => {
        const shown = redactedResult(judged, secrets);
        onResult?.(shown);
        return shown;
      });
    underway.set(check.id, result);
    return result;
  };
  const results = await Promise.all(selected.map(resultOf));
  return {
    format: "resource-events-conformance",
    formatVersion: 1,
    suite: version,
    target: redactedText(settings.target.href, secrets),
    ...(configuration.name === undefined ? {} : { name: configuration.name }),
    http: settings.version,
    startedAt: startedAt.toISOString(),
    milliseconds: Math.round(performance.now() - began),
    ...(signal?.aborted === true ? { interrupted: true as const } : {}),
    counts: countsOf(results),
    checks: results,
  };
}

async function runAfter(
  check: Check,
  others: readonly CheckResult[],
  context: RunContext,
  turns: Turns,
): Promise<CheckResult> {
  if (isMeant(check.id, context.settings.skip)) {
    return resultWith(check, { outcome: "skipped", reason: "skipped by --skip", option: "without --skip" });
  }
  const skipped = others.find(({ outcome }) => outcome === "skipped");
  if (skipped !== undefined) {
    const reason = `it depends on ${skipped.id}, which was skipped: ${skipped.reason}`;
    return resultWith(check, { outcome: "skipped", reason, ...(skipped.option && { option: skipped.option }) });
  }
  const broken = others.find(({ outcome }) => outcome !== "pass");
  if (broken !== undefined) {
    const reason = `it depends on ${broken.id}: ${broken.outcome}`;
    return resultWith(check, { outcome: "blocked", reason, blockedBy: broken.id });
  }
  return turns.take(() => runCheck(check, context));
}

/** Makes a check end when the run is interrupted, so that the run only waits for its cleanup. */
function interruptible(check: Check, signal: AbortSignal | undefined): Check {
  if (signal === undefined) return check;
  return {
    ...check,
    judge: (context) =>
      new Promise<void>((resolve, reject) => {
        const interrupt = () => reject(new NotApplicable("the run was interrupted"));
        if (signal.aborted) return interrupt();
        signal.addEventListener("abort", interrupt, { once: true });
        // An async function turns a synchronous throw into a rejection.
        (async () => check.judge(context))()
          .then(resolve, reject)
          .finally(() => signal.removeEventListener("abort", interrupt));
      }),
  };
}

/** Runs a limited number of tasks at once, in the order in which they came. */
class Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(limit: number) {
    this.#free = limit;
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
