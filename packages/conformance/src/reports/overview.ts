import type { ByteRange } from "../parsers/range.ts";
import type { CheckResult, ExchangeRecord, Results } from "../results/results.ts";

/** The exchange that shows best what is amiss: the marked one, else the last, with the mark in it. */
export function shownExchange({ exchanges = [], mark }: CheckResult): {
  readonly exchange: ExchangeRecord | undefined;
  readonly mark: ByteRange | undefined;
  /** How many others there are. */
  readonly others: number;
} {
  const marked = mark === undefined ? undefined : exchanges[mark.exchange];
  const exchange = marked ?? exchanges.at(-1);
  return { exchange, mark: marked === undefined ? undefined : mark, others: Math.max(0, exchanges.length - 1) };
}

/** The options that would enable what was skipped, with how many checks each; the one of the most checks comes first. */
export function optionsThatWouldEnable({ checks }: Results): readonly (readonly [option: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { outcome, option } of checks) {
    if (outcome === "skipped" && option !== undefined) counts.set(option, (counts.get(option) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one);
}

/** What was judged, as reports call it. */
export function titleOf({ name, target }: Results): string {
  return name ?? target;
}

/** Checks by their topic (`prep/termination`), in their order. */
export function byTopic<Check extends { readonly id: string }>(
  checks: readonly Check[],
): ReadonlyMap<string, readonly Check[]> {
  const topics = new Map<string, Check[]>();
  for (const check of checks) {
    // All of an id but its last word.
    const topic = check.id.split("/").slice(0, -1).join("/");
    const known = topics.get(topic);
    if (known === undefined) topics.set(topic, [check]);
    else known.push(check);
  }
  return topics;
}
