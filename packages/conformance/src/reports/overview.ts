import type { ByteRange } from "../parsers/range.ts";
import type { CheckResult, ExchangeRecord, Results } from "../results/results.ts";

/** The most relevant exchange of a result, with its mark: the marked exchange, else the last one. */
export function shownExchange({ exchanges = [], mark }: CheckResult): {
  readonly exchange: ExchangeRecord | undefined;
  readonly mark: ByteRange | undefined;
  /** The number of other exchanges. */
  readonly others: number;
} {
  const marked = mark === undefined ? undefined : exchanges[mark.exchange];
  const exchange = marked ?? exchanges.at(-1);
  return { exchange, mark: marked === undefined ? undefined : mark, others: Math.max(0, exchanges.length - 1) };
}

/** The options that would enable skipped checks, each with the number of checks; the largest number first. */
export function optionsThatWouldEnable({ checks }: Results): readonly (readonly [option: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { outcome, option } of checks) {
    if (outcome === "skipped" && option !== undefined) counts.set(option, (counts.get(option) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one);
}

/** The name of the target in reports. */
export function titleOf({ name, target }: Results): string {
  return name ?? target;
}

/** Groups checks by topic (`prep/termination`), in their order. */
export function byTopic<Check extends { readonly id: string }>(
  checks: readonly Check[],
): ReadonlyMap<string, readonly Check[]> {
  const topics = new Map<string, Check[]>();
  for (const check of checks) {
    // The topic is the id without its last part.
    const topic = check.id.split("/").slice(0, -1).join("/");
    const known = topics.get(topic);
    if (known === undefined) topics.set(topic, [check]);
    else known.push(check);
  }
  return topics;
}
